import { randomBytes } from 'node:crypto';
import { createCallbackHandler, createEventLog, createJsonLogger, parseRetentionDays } from '@dinghub/core';
import { createTablestoreClient } from './client';
import { createHandler } from './handler';
import { createTablestoreRecordStore } from './record-store';
import { ALIYUN_VARIABLES, loadApps } from './secrets';

const { env } = process;
const clock = Date.now;
const random = randomBytes;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);

const endpoint = required('TABLESTORE_ENDPOINT', 'the URL of the Tablestore instance');
const instance = required('TABLESTORE_INSTANCE', 'the name of the Tablestore instance');
const table = required('DINGHUB_TABLE', 'the name of the table');
const apps = loadApps(env);
const retentionDays = parseRetentionDays(env, ALIYUN_VARIABLES);

/** The callback function. */
export const handler = createHandler((credentials) => {
  const client = createTablestoreClient({ endpoint, instance, credentials: () => credentials, clock });
  const store = createTablestoreRecordStore({ client, table, random });
  const events = createEventLog({ store, clock, retentionDays });
  return createCallbackHandler({ apps, events, clock, random, logger });
});

function required(name: string, what: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is missing: ${what}.`);
  return value;
}
