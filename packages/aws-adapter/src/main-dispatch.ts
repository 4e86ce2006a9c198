import { randomBytes } from 'node:crypto';
import { createJsonLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { createDynamoClient } from './client';
import { createDispatchHandler } from './handler-dispatch';
import { WORKER_PATIENCE } from './patience';
import { createDynamoRecordStore } from './record-store';
import { sendNothing } from './send-nothing';
import { readSettings } from './settings';
import { createSqsClient } from './sqs-client';
import { createSqsWorkQueue } from './work-queue';

const { table, queueUrl, retentionDays } = readSettings(process.env);
const clock = Date.now;
const random = randomBytes;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);

const { worker } = createDispatch({
  store: createDynamoRecordStore({ client: createDynamoClient({}, WORKER_PATIENCE), table, random }),
  queue: createSqsWorkQueue({ client: createSqsClient(), queueUrl }),
  send: sendNothing,
  clock,
  random,
  logger,
  retentionDays,
});

/** The dispatch function: the table's stream brings it the events that were inserted. */
export const handler = createDispatchHandler({ run: worker.run, logger });
