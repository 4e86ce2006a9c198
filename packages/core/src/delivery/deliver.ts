import type { HubEvent } from '../events/event';
import type { Logger } from '../logging';
import type { Delivery } from '../storage/delivery';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import type { EventLog } from '../storage/event-log';
import type { Subscription } from '../storage/subscription';
import type { SubscriptionRegistry } from '../storage/subscription-registry';
import { type Clock, HOUR_MS, MINUTE_MS, type Random, SECOND_MS } from '../time';
import { attemptRecord } from './attempt-record';
import type { Conclude, NextAttempt } from './conclude';
import type { FlowControl } from './flow-control';
import type { HealthBook } from './health';
import type { HttpOutcome } from './http-sender';
import type { ReceiverWatch } from './receiver-watch';
import { LONGEST_PENDING_MS, nextDelayMs, parseRetryAfter } from './schedule';
import type { Attempter } from './sinks/index';

/**
 * Makes the next attempt of one delivery, if it is due and nobody else has it. Idempotent: a repeated, early or late call does
 * no harm. Every step is one conditional write, so a crash after any of them leaves a delivery that the sweeper finds.
 */
export type Deliver = (
  eventId: string,
  subscriptions: { get(id: string): Subscription | undefined },
  subscriptionId: string,
) => Promise<NextAttempt>;

/** Longer than the longest attempt: whoever has a delivery has it for so long. */
export const LEASE_MS = MINUTE_MS;

/** A task that comes so much early is on time: two clocks are never quite the same. */
const EARLY_MS = SECOND_MS;

/** How often a delivery of a paused subscription is looked at. Resuming it does not wait for that. */
const PAUSED_MS = 10 * MINUTE_MS;

/** How much later than the end of its schedule its last attempt may come. */
const GRACE_MS = HOUR_MS;

const MAX_ATTEMPTS_KEPT = 24;
const HOLDER_BYTES = 8;

/** What deliveries are made with. */
export interface DeliverOptions {
  readonly ledger: Pick<DeliveryLedger, 'get'>;
  readonly events: Pick<EventLog, 'get'>;
  readonly registry: Pick<SubscriptionRegistry, 'get'>;
  readonly health: Pick<HealthBook, 'ask'>;
  readonly flow: FlowControl;
  readonly attempt: Attempter;
  readonly conclude: Conclude;
  readonly watch: ReceiverWatch;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Creates what makes attempts. */
export function createDeliver(options: DeliverOptions): Deliver {
  const { ledger, events, registry, health, flow, conclude, watch, clock, random, logger } = options;

  return async (eventId, subscriptions, subscriptionId) => {
    const delivery = await ledger.get(eventId, subscriptionId);
    if (delivery?.state !== 'pending') return undefined;
    const now = clock();
    const { leaseUntil = 0, nextAttemptAt = 0 } = delivery;
    // Somebody else has it, or it comes again when it is time: a task that went on would never end.
    if (leaseUntil > now || nextAttemptAt > now + EARLY_MS) return undefined;

    const known = subscriptions.get(subscriptionId);
    // Whatever ends or delays a delivery is decided by what the store says now, not by what a worker remembers.
    const subscription =
      known?.state === 'active' && known.incarnation === delivery.incarnation
        ? known
        : await registry.get(subscriptionId);
    if (subscription?.incarnation !== delivery.incarnation) {
      return conclude.end(delivery, 'cancelled', 'subscription_deleted');
    }
    if (subscription.state === 'disabled') return conclude.end(delivery, 'dead', 'subscription_disabled');
    if (subscription.state === 'paused') return conclude.wait(delivery, 'paused', now + PAUSED_MS);
    if (isTooOld(delivery, now)) return conclude.end(delivery, 'dead', 'expired');
    const stored = await events.get(eventId);
    if (stored === undefined) return conclude.end(delivery, 'dead', 'event_missing');
    return claim(delivery, subscription, stored.event);
  };

  /** Takes the delivery, then a place among the attempts that the subscription's limits and breaker allow. */
  async function claim(delivery: Delivery, subscription: Subscription, event: HubEvent): Promise<NextAttempt> {
    const now = clock();
    const { waiting, ...rest } = delivery;
    const claimed = await conclude.write({ ...rest, leaseUntil: now + LEASE_MS });
    if (claimed === undefined) return undefined;
    const holder = Buffer.from(random(HOLDER_BYTES)).toString('hex');
    const place = await flow.acquire(subscription, holder, LEASE_MS);
    if (place.kind === 'wait') return conclude.wait(claimed, 'limit', place.until);
    try {
      // Asked last: a half-open breaker gives out one probe, which is not to be lost.
      const breaker = await health.ask(subscription.id);
      if (breaker.kind === 'wait') return await conclude.wait(claimed, 'breaker', breaker.until);
      // What it waited for an operator or a limit does not count: its schedule starts with this attempt.
      const started = waiting === 'paused' || waiting === 'limit' ? { ...claimed, openedAt: now } : claimed;
      return await attempt(started, subscription, event);
    } finally {
      await flow.release(subscription, holder);
    }
  }

  async function attempt(claimed: Delivery, subscription: Subscription, event: HubEvent): Promise<NextAttempt> {
    const startedAt = clock();
    const tries = claimed.tries + 1;
    const { id: subscriptionId, secrets, sink } = subscription;
    const [outcome, verdict] = await options.attempt(sink, { event, subscriptionId, secrets, attempt: tries });
    const endedAt = Math.max(startedAt, clock());
    logger.info('delivery_attempted', {
      event: event.id,
      subscription: subscriptionId,
      attempt: tries,
      outcome: verdict.kind === 'delivered' ? 'delivered' : verdict.code,
      status: outcome.kind === 'answer' ? outcome.status : undefined,
      durationMs: outcome.durationMs,
    });

    const isGone = verdict.kind === 'gone' && (await watch.disable(subscription, 'gone'));
    const delay = nextDelayMs(tries, random, retryAfterOf(outcome, endedAt));
    const latest = claimed.openedAt + LONGEST_PENDING_MS;
    const next = delay === undefined || latest <= endedAt ? undefined : Math.min(endedAt + delay, latest);
    const at = verdict.kind === 'delivered' || isGone ? undefined : next;
    const attempts = [...claimed.attempts, attemptRecord(startedAt, outcome, verdict, at)].slice(-MAX_ATTEMPTS_KEPT);
    const { leaseUntil: _, nextAttemptAt: __, ...rest } = { ...claimed, tries, attempts };
    // Disabled first: a crash in between leaves a delivery that finds it so.
    if (isGone) return conclude.end(rest, 'dead', 'gone', event);
    if (verdict.kind === 'delivered') await conclude.write({ ...rest, state: 'delivered' });
    else if (at === undefined) await conclude.end(rest, 'dead', 'attempts_exhausted', event);
    const written = at === undefined ? undefined : await conclude.write({ ...rest, nextAttemptAt: at });
    await watch.note(subscription, event, verdict.kind === 'delivered');
    return written && at !== undefined ? { at } : undefined;
  }
}

/** True when its schedule is over. What waits for an operator or a limit has not begun its own yet. */
function isTooOld({ openedAt, waiting }: Delivery, now: number): boolean {
  return now - openedAt > LONGEST_PENDING_MS + GRACE_MS && waiting !== 'paused' && waiting !== 'limit';
}

function retryAfterOf(outcome: HttpOutcome, now: number): number | undefined {
  return outcome.kind === 'answer' ? parseRetryAfter(outcome.headers['retry-after'], now) : undefined;
}
