import { randomBytes } from 'node:crypto';
import { createJsonLogger, parseSettings } from '@dinghub/core';
import { createCallbackFunction } from './callback-function';
import { ALIYUN_VARIABLES, loadApps } from './secrets';
import { readSettings } from './settings';

const { env } = process;
const clock = Date.now;

/** The callback function: answers DingTalk. */
export const handler = createCallbackFunction({
  settings: readSettings(env),
  apps: loadApps(env),
  ...parseSettings(env, ALIYUN_VARIABLES),
  clock,
  random: randomBytes,
  logger: createJsonLogger((line) => process.stdout.write(`${line}\n`), clock),
});
