import { HOUR_MS, type Logger, SECOND_MS } from '@dinghub/core';
import { type WorkQueue, WorkQueueUnavailable } from '@dinghub/core/dispatch';
import type { FcClient } from './fc-client';
import { describeFailure } from './fc-failure';
import { inParallel } from './in-parallel';

/** What Function Compute defers an invocation by at most. Source: its documentation, "Deferred invocation". */
const MAX_DELAY_MS = HOUR_MS;

/** Invocations asked for at once: one takes a few ms, and a sweep has thousands. */
const CONCURRENCY = 32;

/**
 * A {@link WorkQueue} made of asynchronous invocations, one for each task. Function Compute keeps them, has each run by an
 * instance of its own, and tries again what fails: so a receiver that hangs delays nobody else.
 * @param options.workerFunction the name of the function that does tasks
 */
export function createFcWorkQueue(options: {
  readonly client: FcClient;
  readonly workerFunction: string;
  readonly logger: Logger;
  readonly concurrency?: number;
}): WorkQueue {
  const { client, workerFunction, logger, concurrency = CONCURRENCY } = options;
  return {
    maxDelayMs: MAX_DELAY_MS,

    async enqueue(tasks, delayMs = 0) {
      if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS)) {
        throw new RangeError(`A delay is 0 to ${MAX_DELAY_MS} ms here, not ${delayMs}.`);
      }
      const delaySeconds = Math.ceil(delayMs / SECOND_MS);
      const failure = await inParallel(tasks, concurrency, (task) =>
        client.invokeAsync(workerFunction, JSON.stringify(task), delaySeconds),
      );
      if (failure === undefined) return;
      // Whoever enqueues goes on without: only here it is known why.
      logger.warn('invocation_not_taken', { function: workerFunction, reason: failure.reason });
      throw new WorkQueueUnavailable(describeFailure(failure));
    },
  };
}
