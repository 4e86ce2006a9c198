import { randomBytes } from 'node:crypto';
import { createJsonLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { createHttpSender, readNetworkPolicy } from '@dinghub/egress';
import { createDynamoClient } from './client';
import { createWorkerHandler } from './handler-worker';
import { WORKER_PATIENCE } from './patience';
import { createDynamoRecordStore } from './record-store';
import { readSettings } from './settings';
import { createSqsClient } from './sqs-client';
import { createSqsWorkQueue } from './work-queue';

const { env } = process;
const { table, queueUrl, retentionDays } = readSettings(env);
const clock = Date.now;
const random = randomBytes;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);

const { worker } = createDispatch({
  store: createDynamoRecordStore({ client: createDynamoClient({}, WORKER_PATIENCE), table, random }),
  queue: createSqsWorkQueue({ client: createSqsClient(), queueUrl }),
  send: createHttpSender({ ...readNetworkPolicy(env), clock }),
  clock,
  random,
  logger,
  retentionDays,
});

/** The worker function: the queue brings it deliveries, and events that the sweeper found. */
export const handler = createWorkerHandler({ run: worker.run, logger });
