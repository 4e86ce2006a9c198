import type { HubEvent } from '../events/event';
import { isOperational, operationalEvent } from '../events/operational';
import type { Logger } from '../logging';
import type { Subscription } from '../storage/subscription';
import { isSameReceiver, type SubscriptionRegistry } from '../storage/subscription-registry';
import type { Clock } from '../time';
import { hasFailedForGood } from './circuit-breaker';
import type { HealthBook } from './health';
import type { Wake } from './wake';

/** Watches how receivers do, and acts on it: breakers, and subscriptions that only fail. */
export interface ReceiverWatch {
  /** Notes the outcome of an attempt with `event`. */
  note(subscription: Subscription, event: HubEvent, succeeded: boolean): Promise<void>;
  /** Disables the subscription that was called, and tells why; false when it calls another receiver by now. */
  disable(called: Subscription, reason: 'gone' | 'failing'): Promise<boolean>;
}

/**
 * Creates the watch. What happens to a receiver is told before it is written down, under an id that a repeat has too. What is
 * said about a receiver of the hub's own events would feed itself, so nothing is.
 */
export function createReceiverWatch(options: {
  readonly health: HealthBook;
  readonly registry: Pick<SubscriptionRegistry, 'get' | 'disable'>;
  readonly wake: Wake;
  readonly publish: (events: readonly HubEvent[]) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}): ReceiverWatch {
  const { health, registry, wake, publish, clock, logger } = options;

  async function disable(called: Subscription, reason: 'gone' | 'failing'): Promise<boolean> {
    const { id, incarnation, version } = called;
    const now = await registry.get(id);
    if (now === undefined || !isSameReceiver(now, called)) return false;
    const about = { type: 'dinghub.subscription.disabled', subscription: id } as const;
    const occurrence = [incarnation, version, reason];
    await publish([operationalEvent({ ...about, occurrence, at: clock(), data: { reason } })]);
    await registry.disable(id, reason, called);
    logger.warn('subscription_disabled', { subscription: id, reason });
    return true;
  }

  return {
    disable,

    async note(subscription, event, succeeded) {
      const { id } = subscription;
      const { health: after, breaker } = await health.note(id, succeeded, async (change, since) => {
        logger.warn(`breaker_${change}`, { subscription: id });
        if (isOperational(event)) return;
        const about = { type: `dinghub.breaker.${change}`, subscription: id } as const;
        await publish([operationalEvent({ ...about, occurrence: [since], at: clock() })]);
      });
      if (breaker === 'closed') await wake(id, 'breaker');
      if (!succeeded && hasFailedForGood(after, clock())) await disable(subscription, 'failing');
    },
  };
}
