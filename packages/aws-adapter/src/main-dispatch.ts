import { randomBytes as random } from 'node:crypto';
import { createJsonLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { createBackends } from './backends';
import { createDispatchHandler } from './handler-dispatch';
import { sendNothing } from './send-nothing';

const clock = Date.now;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);
const { store, queue, retentionDays } = createBackends(process.env, random);
const { worker } = createDispatch({ store, queue, send: sendNothing, clock, random, logger, retentionDays });

/** The dispatch function: the table's stream brings it the events that were inserted. */
export const handler = createDispatchHandler({ run: worker.run, logger });
