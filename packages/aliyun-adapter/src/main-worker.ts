import { randomBytes } from 'node:crypto';
import { createJsonLogger, parseSettings } from '@dinghub/core';
import { createHttpSender, readNetworkPolicy } from '@dinghub/egress';
import { ALIYUN_VARIABLES } from './secrets';
import { readSettings } from './settings';
import { createWorkerFunction } from './worker-function';

const { env } = process;
const clock = Date.now;

/** The worker function: dispatches, delivers, and sweeps when the timer calls it. */
export const handler = createWorkerFunction({
  settings: readSettings(env),
  retentionDays: parseSettings(env, ALIYUN_VARIABLES).retentionDays,
  send: createHttpSender({ ...readNetworkPolicy(env), clock }),
  clock,
  random: randomBytes,
  logger: createJsonLogger((line) => process.stdout.write(`${line}\n`), clock),
});
