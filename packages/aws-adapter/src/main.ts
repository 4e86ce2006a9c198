import { randomBytes } from 'node:crypto';
import { createCallbackHandler, createEventLog, createJsonLogger, parseConfig, parseSettings } from '@dinghub/core';
import { createSightings } from '@dinghub/core/sightings';
import { createDynamoClient } from './client';
import { createHandler } from './handler';
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

const client = createDynamoClient();
const fetchParameters = createParameterFetcher({ client, endpoint: env.AWS_ENDPOINT_URL_SSM });
const loadApps = async () => {
  const { apps } = parseConfig(await resolveSecrets(env, fetchParameters), KNOWN);
  return apps;
};
const store = createDynamoRecordStore({ client, table, random });
const { retentionDays, suiteCheckReply } = parseSettings(env, KNOWN);
const events = createEventLog({ store, clock, retentionDays });
const apps = createSecretCache({ load: loadApps, clock, logger });

const sightings = createSightings({ store, clock, logger });

/** The callback function. */
export const handler = createHandler(
  createCallbackHandler({ apps, events, clock, random, logger, suiteCheckReply, sightings }),
);
