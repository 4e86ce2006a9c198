import { type Logger, silentLogger } from '@dinghub/core';
import { parseTask, type Task } from '@dinghub/core/dispatch';
import { type AccessKey, type FcEmulator, startFcEmulator } from '@dinghub/testkit';
import type { TimeLimits } from '../src/client';
import { createFcClient } from '../src/fc-client';
import { createFcWorkQueue } from '../src/work-queue';
import { KEY } from './tablestore';

/** The name of the worker function. */
export const WORKER = 'dinghub-test-worker';

/** Starts an emulator whose worker function does tasks with `run`. */
export async function startWithWorker(run: (task: Task) => Promise<void>): Promise<FcEmulator> {
  const emulator = await startFcEmulator({ keys: [KEY] });
  emulator.deploy(WORKER, async (event) => {
    const task = parseTask(event.toString());
    if (task === undefined) throw new TypeError('This is no task.');
    await run(task);
  });
  return emulator;
}

/** A work queue over an emulator. */
export function queueOf(
  emulator: FcEmulator,
  options: {
    readonly credentials?: () => AccessKey;
    readonly limits?: TimeLimits;
    readonly logger?: Logger;
    readonly workerFunction?: string;
  } = {},
) {
  const { credentials = () => KEY, limits = { tryMs: 2000, totalMs: 4000 }, logger = silentLogger } = options;
  const { endpoint, accountId, region } = emulator;
  const caller = () => ({ accountId, region, credentials: credentials() });
  const client = createFcClient({ caller, endpoint, limits, clock: Date.now });
  return createFcWorkQueue({ client, workerFunction: options.workerFunction ?? WORKER, logger });
}
