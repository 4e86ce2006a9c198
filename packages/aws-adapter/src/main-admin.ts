import { randomBytes as random } from 'node:crypto';
import { createAdminApi } from '@dinghub/console';
import { createJsonLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { checkUrl, createHttpSender, readNetworkPolicy } from '@dinghub/egress';
import { fetchAdminToken } from './admin-token';
import { createBackends } from './backends';
import { createAdminHandler } from './handler-admin';
import { createSecretCache } from './secrets';
import { createParameterFetcher } from './ssm-parameters';

const { env } = process;
const clock = Date.now;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);
const { client, store, queue, retentionDays } = createBackends(env, random);
const networks = readNetworkPolicy(env);
const fetchParameters = createParameterFetcher({ client, endpoint: env.AWS_ENDPOINT_URL_SSM });

const dispatch = createDispatch({
  ...{ store, queue, clock, random, logger, retentionDays },
  send: createHttpSender({ ...networks, clock }),
  checkUrl: (url) => checkUrl(url, networks),
});
const load = async () => {
  const token = await fetchAdminToken(env, fetchParameters);
  return createAdminApi({ dispatch, token, clock, logger });
};

/** The admin function: the API that operators and the command use. */
export const handler = createAdminHandler({ api: createSecretCache({ load, clock, logger }), logger });
