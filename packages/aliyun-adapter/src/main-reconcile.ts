import { randomBytes } from 'node:crypto';
import { createJsonLogger } from '@dinghub/core';
import { originsAt, parseCallers, readApiEndpoint } from '@dinghub/core/dingtalk';
import { createApiPort } from '@dinghub/egress';
import { createReconcileFunction } from './reconcile-function';
import { ALIYUN_VARIABLES } from './secrets';
import { readSettings } from './settings';

const { env } = process;
const clock = Date.now;
const { apps, retentionDays } = parseCallers(env, ALIYUN_VARIABLES);
const origins = originsAt(readApiEndpoint(env));

/** The reconcile function: every five minutes it fetches the events that DingTalk could not deliver. */
export const handler = createReconcileFunction({
  settings: readSettings(env),
  apps,
  retentionDays,
  origins,
  http: createApiPort({ origins }),
  clock,
  random: randomBytes,
  logger: createJsonLogger((line) => process.stdout.write(`${line}\n`), clock),
});
