import { randomBytes } from 'node:crypto';
import { createJsonLogger } from '@dinghub/core';
import { createSweeper } from '@dinghub/core/dispatch';
import { createDynamoClient } from './client';
import { createSweeperHandler } from './handler-sweeper';
import { WORKER_PATIENCE } from './patience';
import { createDynamoRecordStore } from './record-store';
import { readSettings } from './settings';
import { createSqsClient } from './sqs-client';
import { createSqsWorkQueue } from './work-queue';

const { table, queueUrl } = readSettings(process.env);
const clock = Date.now;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);
const store = createDynamoRecordStore({ client: createDynamoClient({}, WORKER_PATIENCE), table, random: randomBytes });
const queue = createSqsWorkQueue({ client: createSqsClient(), queueUrl });

/** The sweeper function: each minute it puts into the queue what is late. */
export const handler = createSweeperHandler((budgetMs) => createSweeper({ store, queue, clock, logger, budgetMs }));
