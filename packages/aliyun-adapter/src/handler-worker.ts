import { errorFields, type Logger } from '@dinghub/core';
import { parseTask, type Sweeper, type Worker } from '@dinghub/core/dispatch';
import type { FcContext } from './request';
import { refuseUnlessTimer } from './timer-event';

/** A handler of Function Compute that is invoked with an event and answers nobody. */
export type FcEventHandler<C extends FcContext = FcContext> = (event: Uint8Array, context: C) => Promise<void>;

/**
 * Creates the handler of the worker function: it does the task that it is invoked with, and when the timer invokes it, what is
 * due each minute. It rejects when the store fails, so that Function Compute tries again, and for every other event.
 * @param options.everyMinute what else is done each minute, after the sweep
 */
export function createWorkerHandler(options: {
  readonly worker: Pick<Worker, 'run'>;
  readonly sweeper: Pick<Sweeper, 'sweep'>;
  readonly everyMinute: () => Promise<void>;
  readonly logger: Logger;
}): FcEventHandler {
  const { worker, sweeper, everyMinute, logger } = options;
  return async (event, { requestId }) => {
    const text = Buffer.from(event).toString();
    const task = parseTask(text);
    try {
      if (task !== undefined) return await worker.run(task);
      refuseUnlessTimer(text, 'The worker does tasks and is called by a timer');
      await sweeper.sweep();
      await everyMinute();
    } catch (error) {
      const { kind, event: id } = task ?? { kind: 'sweep' };
      logger.error('task_failed', { requestId, kind, event: id, ...errorFields(error) });
      throw error;
    }
  };
}
