import { randomBytes } from 'node:crypto';
import { createJsonLogger } from '@dinghub/core';
import { createSweeper } from '@dinghub/core/dispatch';
import { createBackends } from './backends';
import { createSweeperHandler } from './handler-sweeper';

const clock = Date.now;
const logger = createJsonLogger((line) => process.stdout.write(`${line}\n`), clock);
const { store, queue } = createBackends(process.env, randomBytes);

/** The sweeper function: each minute it puts into the queue what is late. */
export const handler = createSweeperHandler((budgetMs) => createSweeper({ store, queue, clock, logger, budgetMs }));
