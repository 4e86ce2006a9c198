import { randomBytes } from 'node:crypto';
import { afterTimeout, createEventLog, createJsonLogger, parseSettings } from '@dinghub/core';
import { createAppsReconciler, originsAt, parseCallers, readApiEndpoint, sleepOn } from '@dinghub/core/dingtalk';
import { createApiPort } from '@dinghub/egress';
import { createDynamoClient } from './client';
import { createReconcileHandler } from './handler-reconcile';
import { WORKER_PATIENCE } from './patience';
import { createDynamoRecordStore } from './record-store';
import { createSecretCache, resolveSecrets } from './secrets';
import { createParameterFetcher } from './ssm-parameters';

const KNOWN = ['DINGHUB_TABLE'];
const { env } = process;
const clock = Date.now;
const random = randomBytes;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);

const table = env.DINGHUB_TABLE;
if (!table) throw new Error('DINGHUB_TABLE is missing: it names the DynamoDB table.');

const client = createDynamoClient({}, WORKER_PATIENCE);
const fetchParameters = createParameterFetcher({ client, endpoint: env.AWS_ENDPOINT_URL_SSM });
const { retentionDays } = parseSettings(env, KNOWN);
const origins = originsAt(readApiEndpoint(env));
const store = createDynamoRecordStore({ client, table, random });
// The table's own stream has new events dispatched.
const events = createEventLog({ store, clock, retentionDays });
const effects = { store, events, clock, random, logger, origins, http: createApiPort({ origins }) };
const loadApps = async () => {
  const { apps } = parseCallers(await resolveSecrets(env, fetchParameters), KNOWN);
  return apps;
};
const apps = createSecretCache({ load: loadApps, clock, logger });

/** The reconcile function: every five minutes it fetches the events that DingTalk could not deliver. */
export const handler = createReconcileHandler(async (isStopping) =>
  createAppsReconciler({ ...effects, apps: await apps(), sleep: sleepOn(afterTimeout), isStopping }),
);
