import { randomBytes as random } from 'node:crypto';
import { createJsonLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { createHttpSender, readNetworkPolicy } from '@dinghub/egress';
import { createBackends } from './backends';
import { createWorkerHandler } from './handler-worker';

const { env } = process;
const clock = Date.now;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);
const { store, queue, retentionDays } = createBackends(env, random);
const send = createHttpSender({ ...readNetworkPolicy(env), clock });
const { worker } = createDispatch({ store, queue, send, clock, random, logger, retentionDays });

/** The worker function: the queue brings it deliveries, and events that the sweeper found. */
export const handler = createWorkerHandler({ run: worker.run, logger });
