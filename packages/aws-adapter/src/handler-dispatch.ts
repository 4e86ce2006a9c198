import type { Logger } from '@dinghub/core';
import type { Worker } from '@dinghub/core/dispatch';
import type { LambdaContext } from './request';
import { type BatchResponse, runBatch } from './run-batch';
import { readStreamRecords } from './stream-records';

/** Dispatching one event is a few calls of the store. */
const START_MS = 5000;

/** The handler of the dispatch function: two parameters, as the Node 24 runtime demands. */
export type DispatchHandler = (event: unknown, context: LambdaContext) => Promise<BatchResponse>;

/**
 * Creates the handler of the table's stream: dispatches each event that was inserted.
 *
 * A stream goes on behind the lowest sequence number that is reported, and brings again everything from there. So one number is
 * reported, that of the first record that is not done; to dispatch those after it once more does no harm.
 */
export function createDispatchHandler(options: {
  readonly run: Worker['run'];
  readonly logger: Logger;
  /** So many events at once. @default 10 */
  readonly concurrency?: number;
}): DispatchHandler {
  const { run, logger, concurrency = 10 } = options;
  return async (event, context) => {
    const records = readStreamRecords(event);
    const done = await runBatch(
      records,
      async ({ inserted }) => {
        if (inserted !== undefined) await run({ kind: 'dispatch', event: inserted });
      },
      {
        concurrency,
        startMs: START_MS,
        remainingMs: () => context.getRemainingTimeInMillis(),
        logger,
        describe: ({ inserted = '' }) => ({ kind: 'dispatch', event: inserted }),
      },
    );
    const first = records[done.indexOf(false)];
    return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first.sequenceNumber }] };
  };
}
