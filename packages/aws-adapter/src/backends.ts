import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Environment, Random, RecordStore } from '@dinghub/core';
import type { WorkQueue } from '@dinghub/core/dispatch';
import { createDynamoClient } from './client';
import { WORKER_PATIENCE } from './patience';
import { createDynamoRecordStore } from './record-store';
import { readSettings } from './settings';
import { createSqsClient } from './sqs-client';
import { createSqsWorkQueue } from './work-queue';

/** What the functions behind the callback work with. */
export interface Backends {
  readonly client: DynamoDBClient;
  readonly store: RecordStore;
  readonly queue: WorkQueue;
  readonly retentionDays: number;
}

/** Connects a function to the table and to the queue. @throws ConfigError */
export function createBackends(env: Environment, random: Random): Backends {
  const { table, queueUrl, retentionDays } = readSettings(env);
  const client = createDynamoClient({}, WORKER_PATIENCE);
  return {
    client,
    store: createDynamoRecordStore({ client, table, random }),
    queue: createSqsWorkQueue({ client: createSqsClient(), queueUrl }),
    retentionDays,
  };
}
