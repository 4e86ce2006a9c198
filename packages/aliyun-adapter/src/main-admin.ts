import { randomBytes } from 'node:crypto';
import { createJsonLogger, parseSettings } from '@dinghub/core';
import { checkUrl, createHttpSender, readNetworkPolicy } from '@dinghub/egress';
import { createAdminFunction } from './admin-function';
import { ALIYUN_VARIABLES } from './secrets';
import { readAdminToken, readSettings } from './settings';

const { env } = process;
const clock = Date.now;
const networks = readNetworkPolicy(env);

/** The admin function: answers operators and the command line. */
export const handler = createAdminFunction({
  settings: readSettings(env),
  token: readAdminToken(env),
  retentionDays: parseSettings(env, ALIYUN_VARIABLES).retentionDays,
  send: createHttpSender({ ...networks, clock }),
  checkUrl: (url) => checkUrl(url, networks),
  clock,
  random: randomBytes,
  logger: createJsonLogger((line) => process.stdout.write(`${line}\n`), clock),
});
