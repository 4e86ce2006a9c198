import { randomBytes } from 'node:crypto';
import { createAdminApi } from '@dinghub/console';
import { createJsonLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { checkUrl, createHttpSender, readNetworkPolicy } from '@dinghub/egress';
import { fetchAdminToken } from './admin-token';
import { createDynamoClient } from './client';
import { createAdminHandler } from './handler-admin';
import { WORKER_PATIENCE } from './patience';
import { createDynamoRecordStore } from './record-store';
import { createSecretCache } from './secrets';
import { readSettings } from './settings';
import { createSqsClient } from './sqs-client';
import { createParameterFetcher } from './ssm-parameters';
import { createSqsWorkQueue } from './work-queue';

const { env } = process;
const { table, queueUrl, retentionDays } = readSettings(env);
const networks = readNetworkPolicy(env);
const clock = Date.now;
const random = randomBytes;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);
const client = createDynamoClient({}, WORKER_PATIENCE);
const fetchParameters = createParameterFetcher({ client, endpoint: env.AWS_ENDPOINT_URL_SSM });

const dispatch = createDispatch({
  store: createDynamoRecordStore({ client, table, random }),
  queue: createSqsWorkQueue({ client: createSqsClient(), queueUrl }),
  send: createHttpSender({ ...networks, clock }),
  checkUrl: (url) => checkUrl(url, networks),
  clock,
  random,
  logger,
  retentionDays,
});
const load = async () => {
  const token = await fetchAdminToken(env, fetchParameters);
  return createAdminApi({ dispatch, token, clock, logger });
};

/** The admin function: the API that operators and the command use. */
export const handler = createAdminHandler({ api: createSecretCache({ load, clock, logger }), logger });
