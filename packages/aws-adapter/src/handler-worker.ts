import type { Logger } from '@dinghub/core';
import { parseTask, type Worker } from '@dinghub/core/dispatch';
import { readQueueRecords } from './queue-records';
import type { LambdaContext } from './request';
import { type BatchResponse, runBatch } from './run-batch';

/** The longest attempt at a receiver (15 s in all), and what is written before and after it. */
const START_MS = 20_000;

/** The handler of the worker function: two parameters, as the Node 24 runtime demands. */
export type WorkerHandler = (event: unknown, context: LambdaContext) => Promise<BatchResponse>;

/** A message that holds no task. */
class UnreadableTask extends Error {
  override readonly name = 'UnreadableTask';
}

/**
 * Creates the handler of the work queue. What it reports, the queue brings again; a message that holds no task is reported each
 * time, so that it ends in the redrive queue, where somebody looks at it.
 */
export function createWorkerHandler(options: {
  readonly run: Worker['run'];
  readonly logger: Logger;
  /** So many tasks at once. @default 10, a whole batch */
  readonly concurrency?: number;
}): WorkerHandler {
  const { run, logger, concurrency = 10 } = options;
  return async (event, context) => {
    const records = readQueueRecords(event);
    const done = await runBatch(
      records,
      async ({ body }) => {
        const task = parseTask(body);
        if (task === undefined) throw new UnreadableTask('The message holds no task.');
        await run(task);
      },
      {
        concurrency,
        startMs: START_MS,
        remainingMs: () => context.getRemainingTimeInMillis(),
        logger,
        describe: ({ messageId }) => ({ messageId }),
      },
    );
    const failed = records.filter((_, i) => !done[i]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
