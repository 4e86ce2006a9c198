import type { Clock, JsonObject } from '@dinghub/core';
import type { Send, Target } from '../attempt';
import { type PushResult, pushWithRetries } from '../push';
import { type AppState, keepFailure, ownerKeyOf } from './app-state';
import { corpIdOf, eventTimeOf } from './event-fields';

/** What became of an event: also nothing, when no callback is registered for its type. */
export type EventOutcome = PushResult | { readonly kind: 'not_subscribed' };

/** Pushes events to registered callbacks. */
export type PushEvent = (state: AppState, event: JsonObject) => Promise<EventOutcome>;

/** Creates what pushes with deadline and retries, and keeps what failed for the failed list. */
export function createEventPush(options: {
  readonly send: Send;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly deadlineMs: number;
  readonly retryDelaysMs: readonly number[];
}): PushEvent {
  const { send, clock, sleep, deadlineMs, retryDelaysMs } = options;

  return async (state, event) => {
    const tag = String(event.EventType);
    const registered = targetOf(state);
    if (!registered || !state.callback?.tags.includes(tag)) return { kind: 'not_subscribed' };
    const text = JSON.stringify(event);
    const pushedAt = clock();
    const result = await pushWithRetries({
      // A retry goes to what is registered by then.
      send: () => send(targetOf(state) ?? registered, text, { deadlineMs }),
      retryDelaysMs,
      sleep,
    });
    if (result.kind === 'failed')
      keepFailure(state, {
        origin: 'callback',
        tag,
        corpId: corpIdOf(event) ?? state.app.corpId,
        event,
        eventAt: eventTimeOf(event, pushedAt),
        reason: result.reason,
      });
    return result;
  };
}

function targetOf({ app, callback }: AppState): Target | undefined {
  if (!callback) return undefined;
  const { url, token, aesKey } = callback;
  return { url, keys: { token, aesKey, ownerKey: ownerKeyOf(app) } };
}
