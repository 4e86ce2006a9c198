import { afterTimeout, createEventLog } from '@dinghub/core';
import { type ConfiguredApp, createAppsReconciler, type HttpPort, type Origins, sleepOn } from '@dinghub/core/dingtalk';
import { appendAndEnqueue } from '@dinghub/core/dispatch';
import { createBackends, type FunctionOptions, PATIENT } from './backends';
import { createReconcileHandler } from './handler-reconcile';
import type { FcEventHandler } from './handler-worker';
import type { FcInvocation } from './invocation';

/** Creates the function that fetches what DingTalk could not deliver, and has the worker dispatch it. */
export function createReconcileFunction(
  options: FunctionOptions & {
    readonly apps: readonly ConfiguredApp[];
    readonly http: HttpPort;
    readonly origins: Origins;
  },
): FcEventHandler<FcInvocation> {
  const { apps, http, origins, clock, random, logger } = options;
  const { store, queue, invocations } = createBackends(options, PATIENT);
  const log = createEventLog({ ...options, store });
  const events = { ...log, ...appendAndEnqueue({ events: log, queue, logger }) };
  const effects = { apps, http, origins, store, events, clock, random, logger, sleep: sleepOn(afterTimeout) };
  const reconcilerFor = (isStopping: () => boolean) => createAppsReconciler({ ...effects, isStopping });
  return invocations.during(createReconcileHandler({ reconcilerFor, clock }));
}
