import type { Clock, Logger, Random, RecordStore } from '@dinghub/core';
import type { WorkQueue } from '@dinghub/core/dispatch';
import { createTablestoreClient, type TimeLimits } from './client';
import { createFcClient } from './fc-client';
import { createInvocations, type Invocations } from './invocation';
import { createTablestoreRecordStore } from './record-store';
import type { Settings } from './settings';
import { createFcWorkQueue } from './work-queue';

/** What every function works with, always with the credentials of the invocation that it is in. */
export interface Backends {
  readonly store: RecordStore;
  readonly queue: WorkQueue;
  readonly invocations: Invocations;
}

/** How long one call may take. */
export interface BackendLimits {
  readonly store: TimeLimits;
  readonly queue: TimeLimits;
}

/** What all functions need; every effect but the network is a parameter. */
export interface FunctionOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly retentionDays: number;
}

/** Where nobody waits for an answer within a second. */
export const PATIENT: BackendLimits = {
  store: { tryMs: 2000, totalMs: 8000 },
  queue: { tryMs: 3000, totalMs: 6000 },
};

/** Connects a function to its table and to the worker. */
export function createBackends(options: Omit<FunctionOptions, 'retentionDays'>, limits: BackendLimits): Backends {
  const { settings, clock, random, logger } = options;
  const { tablestoreEndpoint: endpoint, tablestoreInstance: instance, table, workerFunction } = settings;
  const invocations = createInvocations();
  const credentials = () => invocations.current().credentials;
  const tablestore = createTablestoreClient({ endpoint, instance, credentials, clock, limits: limits.store });
  const fc = createFcClient({
    caller: invocations.current,
    endpoint: settings.fcEndpoint,
    limits: limits.queue,
    clock,
  });
  return {
    store: createTablestoreRecordStore({ client: tablestore, table, random }),
    queue: createFcWorkQueue({ client: fc, workerFunction, logger }),
    invocations,
  };
}
