import type { HubEvent } from '../events/event';
import { isOperational, operationalEvent } from '../events/operational';
import type { Logger } from '../logging';
import type { Delivery, Waiting } from '../storage/delivery';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import type { EventLog } from '../storage/event-log';
import { type Clock, MINUTE_MS, type Random, SECOND_MS } from '../time';
import { fraction } from './schedule';

/** When to look at a delivery again (epoch ms); undefined when nothing is left to do, or somebody else has it. */
export type NextAttempt = { readonly at: number } | undefined;

/** What can become of a delivery. Each is one conditional write. */
export interface Conclude {
  /** Writes it; gives it as it is now, or undefined when somebody else has it. */
  write(delivery: Delivery): Promise<Delivery | undefined>;
  /** It is over. Of a dead one the hub tells, unless the event is one of its own. */
  end(delivery: Delivery, state: 'dead' | 'cancelled', reason: string, event?: HubEvent): Promise<undefined>;
  /** It waits, which is no failed attempt: at least until `until`. */
  wait(delivery: Delivery, waiting: Waiting, until: number): Promise<NextAttempt>;
}

/** How long a delivery waits at most before it looks again at what it waits for; up to twice of it, spread at random. */
const MOST_PATIENCE_MS = 15 * MINUTE_MS;

/** Creates what concludes deliveries. */
export function createConclude(options: {
  readonly ledger: Pick<DeliveryLedger, 'write'>;
  readonly events: Pick<EventLog, 'get'>;
  /** Stores events of the hub's own and has them dispatched. */
  readonly publish: (events: readonly HubEvent[]) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}): Conclude {
  const { ledger, events, publish, clock, random, logger } = options;

  async function write(delivery: Delivery): Promise<Delivery | undefined> {
    const next = { ...delivery, updatedAt: clock() };
    return (await ledger.write(next)) === 'written' ? { ...next, version: next.version + 1 } : undefined;
  }

  async function tellOfDeath(delivery: Delivery, reason: string, known: HubEvent | undefined): Promise<void> {
    const { eventId, eventType, subscriptionId, openedAt, tries } = delivery;
    const event = known ?? (await events.get(eventId))?.event;
    if (event === undefined || isOperational(event)) return;
    const occurrence = [eventId, openedAt];
    const data = { event: eventId, eventType, reason, attempts: tries };
    const about = { type: 'dinghub.delivery.dead', subscription: subscriptionId } as const;
    await publish([operationalEvent({ ...about, occurrence, at: clock(), data })]);
  }

  /**
   * When a delivery that has to wait looks again. The longer it has waited, the more seldom: else everything that waits for one
   * receiver would be written anew in every window of its limit, or with every probe of its breaker.
   */
  function notBefore(until: number, { openedAt }: Delivery): number {
    const now = clock();
    const tenth = Math.min(Math.max((now - openedAt) / 10, SECOND_MS), MOST_PATIENCE_MS);
    return Math.round(Math.max(until, now + tenth) + tenth * fraction(random));
  }

  return {
    write,

    async end(delivery, state, reason, event) {
      // Told first, with an id that the repeat after a crash has too: so it is never left out, and never told twice.
      if (state === 'dead') await tellOfDeath(delivery, reason, event);
      const { waiting: _, leaseUntil: __, nextAttemptAt: ___, ...rest } = delivery;
      await write({ ...rest, state, reason });
      logger.warn('delivery_ended', { event: rest.eventId, subscription: rest.subscriptionId, state, reason });
      return undefined;
    },

    async wait(delivery, waiting, until) {
      const { leaseUntil: _, ...rest } = delivery;
      const at = notBefore(until, delivery);
      return (await write({ ...rest, waiting, nextAttemptAt: at })) && { at };
    },
  };
}
