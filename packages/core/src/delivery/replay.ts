import { compilePattern } from '../dispatch/event-pattern';
import type { StoredEvent } from '../events/event';
import type { JsonObject } from '../json';
import type { DeliveryState } from '../storage/delivery';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import type { EventLog } from '../storage/event-log';
import type { PageRequest } from '../storage/record-store';
import type { Subscription } from '../storage/subscription';
import type { SubscriptionRegistry } from '../storage/subscription-registry';
import type { Task } from '../work/task';
import type { WorkQueue } from '../work/work-queue';

/** Which deliveries to make anew. All given conditions must hold. */
export interface ReplayRequest {
  /** @default every subscription that wants the event and is not disabled */
  readonly subscription?: string;
  /** An event pattern, besides the subscription's own. */
  readonly pattern?: JsonObject;
  /** Epoch ms: `since` inclusive, `until` exclusive; of the event's receipt, or with `state` of the delivery's creation. */
  readonly since?: number;
  readonly until?: number;
  /** Only what became this; `missed`: only events that a subscription wants and has no delivery of. @default all but pending ones */
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

/** An event for a subscription that a replay considers. `state` is what became of it so far. */
interface Candidate {
  readonly stored: StoredEvent;
  readonly subscription: string;
  readonly state: DeliveryState | 'missed';
}

/** Creates what replays. */
export function createReplays(options: {
  readonly registry: Pick<SubscriptionRegistry, 'get' | 'all'>;
  readonly ledger: Pick<DeliveryLedger, 'get' | 'list' | 'ofEvent' | 'reopen'>;
  readonly events: Pick<EventLog, 'get' | 'list'>;
  readonly queue: Pick<WorkQueue, 'enqueue'>;
}): Replays {
  const { registry, ledger, events, queue } = options;

  async function targetsOf({ subscription: id }: ReplayRequest): Promise<readonly Subscription[] | undefined> {
    if (id === undefined) return (await registry.all()).filter(({ state }) => state !== 'disabled');
    const one = await registry.get(id);
    return one && [one];
  }

  /** A page of deliveries that became something, with their events. */
  async function ofState(state: DeliveryState, request: ReplayRequest, page: PageRequest) {
    const { subscription } = request;
    const filter = { state, ...rangeOf(request), ...(subscription === undefined ? {} : { subscription }) };
    const { items, cursor } = await ledger.list(filter, page);
    const found = await Promise.all(
      items.map(async (delivery): Promise<readonly Candidate[]> => {
        const stored = await events.get(delivery.eventId);
        return stored === undefined ? [] : [{ stored, subscription: delivery.subscriptionId, state }];
      }),
    );
    return { examined: items.length, found: found.flat(), cursor };
  }

  /** A page of events, each for every target that wants it. */
  async function ofEvents(targets: readonly Target[], request: ReplayRequest, page: PageRequest) {
    const { items, cursor } = await events.list(rangeOf(request), page);
    const found = await Promise.all(
      items.map(async (stored): Promise<readonly Candidate[]> => {
        const wanted = targets.filter(({ wants }) => wants(stored));
        if (wanted.length === 0) return [];
        const deliveries = await ledger.ofEvent(stored.event.id);
        return wanted.map(({ id }) => {
          const state = deliveries.find(({ subscriptionId }) => subscriptionId === id)?.state ?? 'missed';
          return { stored, subscription: id, state };
        });
      }),
    );
    return { examined: items.length, found: found.flat(), cursor };
  }

  async function reopen(candidates: readonly Omit<Candidate, 'state'>[]): Promise<number> {
    const outcomes = await Promise.all(
      candidates.map(({ stored, subscription }) =>
        ledger.reopen({ ...openingOf(stored), subscriptionId: subscription }),
      ),
    );
    const tasks = candidates.flatMap(({ stored, subscription }, i): Task[] =>
      outcomes[i] === 'opened' ? [{ kind: 'deliver', event: stored.event.id, subscription }] : [],
    );
    if (tasks.length > 0) await queue.enqueue(tasks).catch(ignore);
    return tasks.length;
  }

  const replays: Replays = {
    async run(request) {
      const subscriptions = await targetsOf(request);
      if (subscriptions === undefined) return undefined;
      const targets = subscriptions.map((one) => ({ id: one.id, wants: wantsOf(one, request.pattern) }));
      const { state } = request;
      let { cursor } = request;
      let examined = 0;
      const found: Candidate[] = [];
      // Days on which nothing happened give pages without items.
      for (let pages = 0; pages < MOST_PAGES && examined < PAGE; pages++) {
        const page = {
          limit: PAGE - examined,
          order: 'ascending',
          ...(cursor === undefined ? {} : { cursor }),
        } as const;
        const next =
          state === undefined || state === 'missed'
            ? await ofEvents(targets, request, page)
            : await ofState(state, request, page);
        examined += next.examined;
        found.push(...next.found);
        cursor = next.cursor;
        if (cursor === undefined) break;
      }
      const wanted = new Map(targets.map(({ id, wants }) => [id, wants]));
      const matched = found.filter(
        (one) => (state === undefined || one.state === state) && wanted.get(one.subscription)?.(one.stored),
      );
      const open = matched.filter((one) => one.state !== 'pending');
      const replayed = request.dryRun ? open.length : await reopen(open);
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
      for (const { id } of wanted) replayed += await reopen([{ stored, subscription: id }]);
      return { examined: all.length, matched: wanted.length, replayed, pending: wanted.length - replayed };
    },

    async delivery(eventId, subscriptionId) {
      const stored = await events.get(eventId);
      if (stored === undefined || (await ledger.get(eventId, subscriptionId)) === undefined) return undefined;
      return (await reopen([{ stored, subscription: subscriptionId }])) === 1 ? 'opened' : 'pending';
    },
  };
  return replays;
}

/** What the queue does not take is open in the store: the sweeper finds it. */
function ignore(): void {}

/** A subscription that a replay may be for. */
interface Target {
  readonly id: string;
  readonly wants: (stored: StoredEvent) => boolean;
}

function rangeOf({ since, until }: ReplayRequest): { readonly since?: number; readonly until?: number } {
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

function wantsOf(subscription: Pick<Subscription, 'pattern'>, also?: JsonObject): (stored: StoredEvent) => boolean {
  const patterns = [subscription.pattern, ...(also === undefined ? [] : [also])].map(compilePattern);
  return ({ event }) => patterns.every((pattern) => pattern.matches(event as unknown as JsonObject));
}

function openingOf({ event, expiresAt }: StoredEvent) {
  return { event, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
