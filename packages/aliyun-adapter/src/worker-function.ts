import { createDispatch, createPurge, type HttpSender } from '@dinghub/core/dispatch';
import { createBackends, type FunctionOptions, PATIENT } from './backends';
import { createWorkerHandler, type FcEventHandler } from './handler-worker';
import type { FcInvocation } from './invocation';

/**
 * Creates the function that dispatches, delivers and, each minute, sweeps. What it knows of the subscriptions lives as long as its
 * instance.
 */
export function createWorkerFunction(
  options: FunctionOptions & { readonly send: HttpSender },
): FcEventHandler<FcInvocation> {
  const { clock, logger, retentionDays } = options;
  const { store, queue, invocations } = createBackends(options, PATIENT);
  const { worker, sweeper, suites } = createDispatch({ ...options, store, queue });
  // Tablestore drops no rows by itself where there are indexes.
  const purge = createPurge({ store, suites, clock, retentionDays });
  async function everyMinute(): Promise<void> {
    const { removed } = await purge.purge();
    if (removed > 0) logger.info('purged', { removed });
  }
  return invocations.during(createWorkerHandler({ worker, sweeper, everyMinute, logger }));
}
