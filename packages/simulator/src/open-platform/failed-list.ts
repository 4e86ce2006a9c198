import type { Clock } from '@dinghub/core';
import type { Failure } from './failures';

/**
 * When get_call_back_failed_result forgets what it returned: with the next call, as DingTalk's page says, or at once, as some
 * write-ups do.
 */
export type FailedListDeletes = 'next_call' | 'when_returned';

/** The queue behind get_call_back_failed_result: one for each application. */
export interface FailedList {
  add(failure: Failure): void;
  /** The oldest entries, and whether there are more; forgets those of the call before. */
  next(): { readonly page: readonly Failure[]; readonly hasMore: boolean };
  /** What the next calls can still return. */
  waiting(): readonly Failure[];
}

/** How many entries a call returns at most. */
export const FAILED_PAGE_SIZE = 200;

/**
 * Creates an empty queue.
 * @param options.delayMs how long after its last retry an event appears; DingTalk says 3 to 5 minutes
 */
export function createFailedList(options: {
  readonly clock: Clock;
  readonly deletes: FailedListDeletes;
  readonly delayMs: number;
}): FailedList {
  const { clock, deletes, delayMs } = options;
  const queue: Failure[] = [];
  let returned = 0;

  return {
    add: (failure) => void queue.push(failure),
    next() {
      queue.splice(0, returned);
      const latest = clock() - delayMs;
      const hidden = queue.findIndex(({ failedAt }) => failedAt > latest);
      const visible = hidden === -1 ? queue.length : hidden;
      const page = queue.slice(0, Math.min(visible, FAILED_PAGE_SIZE));
      if (deletes === 'when_returned') queue.splice(0, page.length);
      returned = deletes === 'next_call' ? page.length : 0;
      return { page, hasMore: visible > page.length };
    },
    waiting: () => queue.slice(returned),
  };
}
