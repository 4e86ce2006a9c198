import type { Logger } from '../logging';
import type { EventLog } from '../storage/event-log';
import { type After, afterTimeout } from '../time';
import type { WorkQueue } from './work-queue';

/** Dispatch is not worth more of the callback's time than this. */
const PATIENCE_MS = 250;

/**
 * An `append` that also has its new events dispatched. What the queue does not take in time the sweeper finds, so it never
 * fails for the queue's sake, and never waits long for it.
 */
export function appendAndEnqueue(options: {
  readonly events: Pick<EventLog, 'append'>;
  readonly queue: Pick<WorkQueue, 'enqueue'>;
  readonly logger: Logger;
  readonly after?: After;
}): Pick<EventLog, 'append'> {
  const { events, queue, logger, after = afterTimeout } = options;
  return {
    async append(batch) {
      const appended = await events.append(batch);
      const tasks = appended.flatMap(({ id, outcome }) =>
        outcome === 'inserted' ? [{ kind: 'dispatch' as const, event: id }] : [],
      );
      if (tasks.length > 0) await inTime(tasks);
      return appended;
    },
  };

  function inTime(tasks: Parameters<typeof queue.enqueue>[0]): Promise<void> {
    return new Promise((resolve) => {
      const give = (error: string) => {
        logger.warn('enqueue_failed', { tasks: tasks.length, error });
        resolve();
      };
      const cancel = after(PATIENCE_MS, () => give('timeout'));
      Promise.resolve()
        .then(() => queue.enqueue(tasks))
        .then(resolve, (error: unknown) => give(error instanceof Error ? error.name : 'unknown'))
        .finally(cancel);
    });
  }
}
