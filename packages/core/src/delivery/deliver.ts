import type { HubEvent } from '../events/event';
import { isOperational, operationalEvent } from '../events/operational';
import type { Logger } from '../logging';
import type { Attempt, Delivery, Waiting } from '../storage/delivery';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import type { EventLog } from '../storage/event-log';
import type { Subscription } from '../storage/subscription';
import type { SubscriptionRegistry } from '../storage/subscription-registry';
import { type Clock, MINUTE_MS, type Random, SECOND_MS } from '../time';
import { hasFailedForGood } from './circuit-breaker';
import type { FlowControl } from './flow-control';
import type { HealthBook } from './health';
import type { HttpOutcome } from './http-sender';
import { fraction, LONGEST_PENDING_MS, nextDelayMs, parseRetryAfter } from './schedule';
import type { Attempter } from './sinks/index';
import type { Verdict } from './sinks/sink';
import type { Wake } from './wake';

/** What to do next about a delivery, and when (epoch ms); undefined when nothing is left to do. */
export type NextAttempt = { readonly at: number } | undefined;

/**
 * Makes the next attempt of one delivery, if it is due and nobody else has it. Idempotent: a repeated, early or late call does
 * no harm. Every step is one conditional write, so a crash after any of them leaves a delivery that the sweeper finds.
 */
export type Deliver = (
  eventId: string,
  subscription: SubscriptionSource,
  subscriptionId: string,
) => Promise<NextAttempt>;

type SubscriptionSource = { get(id: string): Subscription | undefined };

/** Longer than the longest attempt: whoever has a delivery has it for so long. */
export const LEASE_MS = MINUTE_MS;

/** A task that comes so much early is on time: two clocks are never quite the same. */
const EARLY_MS = SECOND_MS;

/** How often a delivery of a paused subscription is looked at. Resuming it does not wait for that. */
const PAUSED_MS = 10 * MINUTE_MS;

/** How long a delivery waits at most before it looks again at what it waits for; up to twice of it, spread at random. */
const MOST_PATIENCE_MS = 15 * MINUTE_MS;

const MAX_ATTEMPTS_KEPT = 24;
const RESPONSE_BYTES = 2048;

/** What a delivery is made with. */
export interface DeliverOptions {
  readonly ledger: Pick<DeliveryLedger, 'get' | 'write'>;
  readonly events: Pick<EventLog, 'get'>;
  readonly registry: Pick<SubscriptionRegistry, 'disable' | 'get'>;
  readonly health: HealthBook;
  readonly flow: FlowControl;
  readonly attempt: Attempter;
  readonly wake: Wake;
  /** Stores events of the hub's own and has them dispatched. */
  readonly publish: (events: readonly HubEvent[]) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Creates what makes attempts. */
export function createDeliver(options: DeliverOptions): Deliver {
  const { ledger, events, registry, health, flow, clock, random, logger } = options;

  return async (eventId, subscriptions, subscriptionId) => {
    const delivery = await ledger.get(eventId, subscriptionId);
    if (delivery?.state !== 'pending') return undefined;
    const now = clock();
    const { leaseUntil = 0, nextAttemptAt = 0 } = delivery;
    if (leaseUntil > now) return undefined;
    if (nextAttemptAt > now + EARLY_MS) return { at: nextAttemptAt };

    // A subscription that this process has not heard of may be new, or deleted.
    const subscription = subscriptions.get(subscriptionId) ?? (await registry.get(subscriptionId));
    if (subscription === undefined) return end(delivery, 'cancelled', 'subscription_deleted');
    if (subscription.state === 'disabled') return end(delivery, 'dead', 'subscription_disabled');
    if (now - delivery.openedAt > LONGEST_PENDING_MS) return end(delivery, 'dead', 'expired');
    if (subscription.state === 'paused') return wait(delivery, 'paused', now + PAUSED_MS);

    const stored = await events.get(eventId);
    if (stored === undefined) return end(delivery, 'dead', 'event_missing');

    const breaker = await health.ask(subscriptionId);
    if (breaker.kind === 'wait') return wait(delivery, 'breaker', notBefore(breaker.until, delivery, now));
    const limit = await flow.acquire(subscription, eventId, LEASE_MS);
    if (limit.kind === 'wait') return wait(delivery, 'limit', notBefore(limit.until, delivery, now));
    try {
      const claimed = await write({ ...withoutWaiting(delivery), leaseUntil: now + LEASE_MS });
      return claimed && (await attempt(claimed, subscription, stored.event));
    } finally {
      await flow.release(subscription, eventId);
    }
  };

  async function attempt(claimed: Delivery, subscription: Subscription, event: HubEvent): Promise<NextAttempt> {
    const startedAt = clock();
    const tries = claimed.tries + 1;
    const { id: subscriptionId, secrets } = subscription;
    const [outcome, verdict] = await options.attempt(subscription.sink, {
      event,
      subscriptionId,
      secrets,
      attempt: tries,
    });
    const endedAt = Math.max(startedAt, clock());
    logger.info('delivery_attempted', {
      event: event.id,
      subscription: subscriptionId,
      attempt: tries,
      outcome: verdict.kind === 'delivered' ? 'delivered' : verdict.code,
      status: outcome.kind === 'answer' ? outcome.status : undefined,
      durationMs: outcome.durationMs,
    });

    const delay = verdict.kind === 'failed' ? nextDelayMs(tries, random, retryAfterOf(outcome, endedAt)) : undefined;
    const next = delay === undefined ? undefined : endedAt + delay;
    const attempts = [...claimed.attempts, attemptOf(startedAt, outcome, verdict, next)].slice(-MAX_ATTEMPTS_KEPT);
    const { leaseUntil: _, nextAttemptAt: __, ...rest } = { ...claimed, tries, attempts };

    const result = await settle(rest, verdict, next, event);
    if (verdict.kind === 'gone') await disable(subscription, 'gone', endedAt);
    else await noteHealth(subscription, event, verdict.kind === 'delivered', endedAt);
    return result;
  }

  /** Writes what an attempt led to. */
  async function settle(
    rest: Delivery,
    verdict: Verdict,
    next: number | undefined,
    event: HubEvent,
  ): Promise<NextAttempt> {
    if (verdict.kind === 'delivered') {
      await write({ ...rest, state: 'delivered' });
      return undefined;
    }
    if (next === undefined) return end(rest, 'dead', verdict.kind === 'gone' ? 'gone' : 'attempts_exhausted', event);
    const written = await write({ ...rest, nextAttemptAt: next });
    return written && { at: next };
  }

  /** Writes the end of a delivery; of a dead one the hub tells, unless the event is one of its own. */
  async function end(
    delivery: Delivery,
    state: 'dead' | 'cancelled',
    reason: string,
    known?: HubEvent,
  ): Promise<undefined> {
    const { eventId, subscriptionId } = delivery;
    const { leaseUntil: _, nextAttemptAt: __, ...rest } = withoutWaiting(delivery);
    const event = known ?? (await events.get(eventId))?.event;
    if (state === 'dead' && event !== undefined && !isOperational(event)) {
      // Told first, with an id that the repeat after a crash has too: so it is never left out, and never told twice.
      const occurrence = [eventId, delivery.openedAt];
      const data = { event: eventId, eventType: delivery.eventType, reason, attempts: delivery.tries };
      await options.publish([
        operationalEvent({
          type: 'dinghub.delivery.dead',
          subscription: subscriptionId,
          occurrence,
          at: clock(),
          data,
        }),
      ]);
    }
    await write({ ...rest, state, reason });
    logger.warn('delivery_ended', { event: eventId, subscription: subscriptionId, state, reason });
    return undefined;
  }

  /** Puts a delivery off without counting an attempt. */
  async function wait(delivery: Delivery, waiting: Waiting, until: number): Promise<NextAttempt> {
    const { leaseUntil: _, ...rest } = delivery;
    const written = await write({ ...rest, waiting, nextAttemptAt: until });
    return written && { at: until };
  }

  /** Notes how the receiver did. What is said about a receiver of the hub's own events would feed itself, so nothing is. */
  async function noteHealth(
    subscription: Subscription,
    event: HubEvent,
    succeeded: boolean,
    now: number,
  ): Promise<void> {
    const { id } = subscription;
    const { health: after, breaker } = await health.note(id, succeeded);
    if (breaker !== undefined) {
      logger.warn(`breaker_${breaker}`, { subscription: id });
      if (!isOperational(event)) {
        await options.publish([
          operationalEvent({ type: `dinghub.breaker.${breaker}`, subscription: id, occurrence: [now], at: now }),
        ]);
      }
    }
    if (breaker === 'closed') await options.wake(id, 'breaker');
    if (!succeeded && hasFailedForGood(after, now)) await disable(subscription, 'failing', now);
  }

  async function disable({ id, version }: Subscription, reason: 'gone' | 'failing', now: number): Promise<void> {
    const occurrence = [version, reason];
    const data = { reason };
    await options.publish([
      operationalEvent({ type: 'dinghub.subscription.disabled', subscription: id, occurrence, at: now, data }),
    ]);
    await registry.disable(id, reason);
    logger.warn('subscription_disabled', { subscription: id, reason });
  }

  /** Writes it; undefined when somebody else has it now. */
  async function write(delivery: Delivery): Promise<Delivery | undefined> {
    const next = { ...delivery, updatedAt: clock() };
    return (await ledger.write(next)) === 'written' ? { ...next, version: next.version + 1 } : undefined;
  }

  /**
   * When a delivery that has to wait looks again. The longer it has waited, the more seldom: else everything that waits for one
   * receiver would be written anew in every window of its limit, or with every probe of its breaker.
   */
  function notBefore(until: number, { openedAt }: Delivery, now: number): number {
    const tenth = Math.min(Math.max((now - openedAt) / 10, SECOND_MS), MOST_PATIENCE_MS);
    return Math.round(Math.max(until, now + tenth) + tenth * fraction(random));
  }
}

function withoutWaiting({ waiting: _, ...delivery }: Delivery): Delivery {
  return delivery;
}

function retryAfterOf(outcome: HttpOutcome, now: number): number | undefined {
  return outcome.kind === 'answer' ? parseRetryAfter(outcome.headers['retry-after'], now) : undefined;
}

function attemptOf(startedAt: number, outcome: HttpOutcome, verdict: Verdict, next: number | undefined): Attempt {
  return {
    startedAt,
    durationMs: Math.round(outcome.durationMs),
    ...(outcome.kind === 'answer'
      ? { status: outcome.status, response: firstBytes(outcome.body, RESPONSE_BYTES) }
      : {}),
    ...(verdict.kind === 'delivered' ? {} : { code: verdict.code, message: verdict.message.slice(0, 300) }),
    ...(next === undefined ? {} : { nextAttemptAt: next }),
  };
}

/** The beginning of a text in at most so many UTF-8 bytes, cut between characters. */
function firstBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, '');
}
