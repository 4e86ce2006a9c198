import { sha256 } from '../crypto/sha256';
import type { JsonObject } from '../json';
import type { HubEvent } from './event';

/** What the hub tells about itself. Anyone can subscribe to it, as to any other event. */
export type OperationalType =
  | 'dinghub.subscription.disabled'
  | 'dinghub.delivery.dead'
  | 'dinghub.breaker.opened'
  | 'dinghub.breaker.closed'
  | 'dinghub.reconcile.unreadable'
  | 'dinghub.reconcile.answer_lost'
  | 'dinghub.test';

const SOURCE = 'dinghub';

/** True for an event that the hub itself made. */
export function isOperational({ source }: Pick<HubEvent, 'source'>): boolean {
  return source === SOURCE;
}

/**
 * An operational event about a subscription. Its id comes from `occurrence`: told twice, it is one event.
 * @param input.occurrence what makes this occurrence like no other
 * @param input.at epoch ms
 */
export function operationalEvent(input: {
  readonly type: OperationalType;
  readonly subscription: string;
  readonly occurrence: readonly (string | number)[];
  readonly at: number;
  readonly data?: JsonObject;
}): HubEvent {
  const { type, subscription, at } = input;
  const occurrence = JSON.stringify([type, subscription, ...input.occurrence]);
  return {
    specversion: '1.0',
    id: sha256(occurrence),
    source: SOURCE,
    type,
    subject: `subscription/${subscription}`,
    time: new Date(at).toISOString(),
    app: SOURCE,
    data: { subscription, ...input.data },
  };
}
