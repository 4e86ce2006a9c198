import { type After, afterTimeout, errorFields, type Logger } from '@dinghub/core';

/** What a function answers when its trigger reports failures item by item. Any other spelling would count as success. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** How much of an invocation a batch may take. */
export interface BatchLimits {
  /** So many items at once. */
  readonly concurrency: number;
  /** With less time left than this, no item is started. */
  readonly startMs: number;
  readonly remainingMs: () => number;
  readonly after?: After;
}

/** Kept back for the answer: what is not done by then is reported, and whoever has it goes on until it is done or cut off. */
const ANSWER_MS = 1000;

/**
 * Does the items of a batch and says of each whether it is done. One that fails, that would start too late or that takes too
 * long is not done; the others are not held up.
 * @param describe names an item in the log
 */
export async function runBatch<T>(
  items: readonly T[],
  run: (item: T) => Promise<void>,
  effects: BatchLimits & { readonly logger: Logger; readonly describe: (item: T) => Readonly<Record<string, string>> },
): Promise<readonly boolean[]> {
  const { concurrency, startMs, remainingMs, logger, describe, after = afterTimeout } = effects;
  const done = items.map(() => false);
  let next = 0;

  async function lane(): Promise<void> {
    while (next < items.length && remainingMs() >= startMs) {
      const i = next++;
      const item = items[i] as T;
      try {
        await run(item);
        done[i] = true;
      } catch (error) {
        logger.warn('task_failed', { ...describe(item), ...errorFields(error) });
      }
    }
  }

  const lanes = Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, lane));
  await new Promise<void>((resolve) => {
    const cancel = after(Math.max(0, remainingMs() - ANSWER_MS), resolve);
    void lanes.then(() => {
      cancel();
      resolve();
    });
  });
  if (next < items.length) logger.warn('tasks_not_started', { tasks: items.length - next });
  return [...done];
}
