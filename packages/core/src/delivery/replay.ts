import { compilePattern } from '../dispatch/event-pattern';
import type { StoredEvent } from '../events/event';
import type { JsonObject } from '../json';
import type { DeliveryState } from '../storage/delivery';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import type { EventLog } from '../storage/event-log';
import type { Subscription } from '../storage/subscription';
import type { SubscriptionRegistry } from '../storage/subscription-registry';
import type { Task } from '../work/task';
import type { WorkQueue } from '../work/work-queue';

/** Which deliveries to make anew. All given conditions must hold. */
export interface ReplayRequest {
  readonly subscription: string;
  /** An event pattern, besides the subscription's own. */
  readonly pattern?: JsonObject;
  /** Epoch ms: `since` inclusive, `until` exclusive; of the event's receipt, or with `state` of the delivery's creation. */
  readonly since?: number;
  readonly until?: number;
  /** Only what became this; `missed`: only events that the subscription has no delivery of. @default all but pending ones */
  readonly state?: Exclude<DeliveryState, 'pending'> | 'missed';
  /** Only counts. */
  readonly dryRun?: boolean;
  /** Where an earlier call ended. */
  readonly cursor?: string;
}

/** What one call did. With a `cursor` there is more to do: call again with it. */
export interface ReplayProgress {
  /** Events or deliveries looked at. */
  readonly examined: number;
  /** Of these, wanted. */
  readonly matched: number;
  /** Of these, opened anew (or, in a dry run, that would be). */
  readonly replayed: number;
  /** Of these, left alone, since they are pending already. */
  readonly pending: number;
  readonly cursor?: string;
}

/** Makes deliveries anew. One that is pending is never touched. */
export interface Replays {
  /** A page of a replay; undefined when there is no such subscription. @throws InvalidPattern, InvalidCursor */
  run(request: ReplayRequest): Promise<ReplayProgress | undefined>;
  /** One event for one subscription, or for each that wants it; undefined when there is no such event. */
  event(eventId: string, subscriptionId?: string): Promise<Omit<ReplayProgress, 'cursor'> | undefined>;
  /** One delivery; undefined when there is no such delivery. */
  delivery(eventId: string, subscriptionId: string): Promise<'opened' | 'pending' | undefined>;
}

/** How much one call looks at: some seconds of work at most, so that it fits into any function's time. */
const PAGE = 200;
const MOST_PAGES = 10;

/** Something that a replay considers. `state` is what became of it so far. */
interface Candidate {
  readonly stored: StoredEvent;
  readonly state: DeliveryState | 'missed';
}

/** Creates what replays. */
export function createReplays(options: {
  readonly registry: Pick<SubscriptionRegistry, 'get' | 'all'>;
  readonly ledger: Pick<DeliveryLedger, 'get' | 'list' | 'reopen'>;
  readonly events: Pick<EventLog, 'get' | 'list'>;
  readonly queue: Pick<WorkQueue, 'enqueue'>;
}): Replays {
  const { registry, ledger, events, queue } = options;

  async function candidates(request: ReplayRequest, page: { limit: number; cursor?: string }) {
    const { subscription, state, since, until } = request;
    const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
    const order = { ...page, order: 'ascending' as const };
    if (state !== undefined && state !== 'missed') {
      const { items, cursor } = await ledger.list({ subscription, state, ...range }, order);
      const found = await Promise.all(
        items.map(async ({ eventId }) => {
          const stored = await events.get(eventId);
          return stored === undefined ? [] : [{ stored, state }];
        }),
      );
      return { examined: items.length, found: found.flat(), cursor };
    }
    const { items, cursor } = await events.list(range, order);
    const found = await Promise.all(
      items.map(async (stored): Promise<Candidate> => {
        const delivery = await ledger.get(stored.event.id, subscription);
        return { stored, state: delivery?.state ?? 'missed' };
      }),
    );
    return { examined: items.length, found, cursor };
  }

  async function reopen(stored: readonly StoredEvent[], subscriptionId: string): Promise<number> {
    const outcomes = await Promise.all(stored.map((one) => ledger.reopen({ ...openingOf(one), subscriptionId })));
    const tasks = stored.flatMap(({ event }, i): Task[] =>
      outcomes[i] === 'opened' ? [{ kind: 'deliver', event: event.id, subscription: subscriptionId }] : [],
    );
    if (tasks.length > 0) await queue.enqueue(tasks).catch(ignore);
    return tasks.length;
  }

  const replays: Replays = {
    async run(request) {
      const subscription = await registry.get(request.subscription);
      if (subscription === undefined) return undefined;
      const wants = wantsOf(subscription, request.pattern);
      let { cursor } = request;
      let examined = 0;
      const found: Candidate[] = [];
      // Days on which nothing happened give pages without items.
      for (let pages = 0; pages < MOST_PAGES && examined < PAGE; pages++) {
        const page = await candidates(request, { limit: PAGE - examined, ...(cursor === undefined ? {} : { cursor }) });
        examined += page.examined;
        found.push(...page.found);
        cursor = page.cursor;
        if (cursor === undefined) break;
      }
      const matched = found.filter(({ stored, state }) => {
        if (request.state === 'missed' && state !== 'missed') return false;
        return wants(stored);
      });
      const open = matched.filter(({ state }) => state !== 'pending').map(({ stored }) => stored);
      const replayed = request.dryRun ? open.length : await reopen(open, request.subscription);
      const pending = matched.length - replayed;
      return { examined, matched: matched.length, replayed, pending, ...(cursor === undefined ? {} : { cursor }) };
    },

    async event(eventId, subscriptionId) {
      const stored = await events.get(eventId);
      if (stored === undefined) return undefined;
      const all = await registry.all();
      const wanted =
        subscriptionId === undefined
          ? all.filter((one) => one.state !== 'disabled' && wantsOf(one)(stored))
          : all.filter(({ id }) => id === subscriptionId);
      let replayed = 0;
      for (const { id } of wanted) replayed += await reopen([stored], id);
      return { examined: all.length, matched: wanted.length, replayed, pending: wanted.length - replayed };
    },

    async delivery(eventId, subscriptionId) {
      const stored = await events.get(eventId);
      if (stored === undefined || (await ledger.get(eventId, subscriptionId)) === undefined) return undefined;
      return (await reopen([stored], subscriptionId)) === 1 ? 'opened' : 'pending';
    },
  };
  return replays;
}

/** What the queue does not take is open in the store: the sweeper finds it. */
function ignore(): void {}

function wantsOf(subscription: Pick<Subscription, 'pattern'>, also?: JsonObject): (stored: StoredEvent) => boolean {
  const patterns = [subscription.pattern, ...(also === undefined ? [] : [also])].map(compilePattern);
  return ({ event }) => patterns.every((pattern) => pattern.matches(event as unknown as JsonObject));
}

function openingOf({ event, expiresAt }: StoredEvent) {
  return { event, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
