import { randomBytes } from 'node:crypto';
import { createJsonLogger, parseCallers } from '@dinghub/core';
import { originsAt } from '@dinghub/core/dingtalk';
import { createApiPort } from '@dinghub/egress';
import { createReconcileFunction } from './reconcile-function';
import { ALIYUN_VARIABLES } from './secrets';
import { readSettings } from './settings';

const { env } = process;
const clock = Date.now;
const { apps, retentionDays, apiEndpoint } = parseCallers(env, ALIYUN_VARIABLES);
const origins = originsAt(apiEndpoint);

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
