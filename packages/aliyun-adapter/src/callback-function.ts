import { type App, createCallbackHandler, createEventLog } from '@dinghub/core';
import { appendAndEnqueue } from '@dinghub/core/dispatch';
import { createSightings } from '@dinghub/core/sightings';
import { type BackendLimits, createBackends, type FunctionOptions } from './backends';
import { createHandler, type FcHandler } from './handler';
import type { FcInvocation } from './invocation';

/**
 * Together less than the second after which the callback edge gives up, so that what was stored is acknowledged whatever becomes of
 * the queue. That gets no second try when it hangs: {@link appendAndEnqueue} waits for 250 ms.
 */
const LIMITS: BackendLimits = {
  store: { tryMs: 340, totalMs: 720 },
  queue: { tryMs: 230, totalMs: 230 },
};

/** Creates the function that answers DingTalk. */
export function createCallbackFunction(
  options: FunctionOptions & {
    readonly apps: () => Promise<readonly App[]>;
    readonly suiteCheckReply?: 'success' | 'random';
  },
): FcHandler<FcInvocation> {
  const { clock, random, logger, retentionDays, apps, suiteCheckReply } = options;
  const { store, queue, invocations } = createBackends(options, LIMITS);
  const events = appendAndEnqueue({ events: createEventLog({ store, clock, retentionDays }), queue, logger });
  const sightings = createSightings({ store, clock, logger });
  const reply = suiteCheckReply === undefined ? {} : { suiteCheckReply };
  return invocations.during(
    createHandler(createCallbackHandler({ apps, events, clock, random, logger, sightings, ...reply })),
  );
}
