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
  readonly target: Target;
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

  async function targetsOf({ subscription: id, pattern }: ReplayRequest): Promise<readonly Target[] | undefined> {
    if (id === undefined) {
      const all = await registry.all();
      return all.filter(({ state }) => state !== 'disabled').map((one) => targetOf(one, pattern));
    }
    const one = await registry.get(id);
    return one && [targetOf(one, pattern)];
  }

  /** A page of deliveries that became something, with their events. */
  async function ofState(targets: readonly Target[], state: DeliveryState, request: ReplayRequest, page: PageRequest) {
    const { subscription } = request;
    const filter = { state, ...rangeOf(request), ...(subscription === undefined ? {} : { subscription }) };
    const { items, cursor } = await ledger.list(filter, page);
    const found = await Promise.all(
      items.map(async ({ eventId, subscriptionId }): Promise<readonly Candidate[]> => {
        const target = targets.find(({ subscription: { id } }) => id === subscriptionId);
        const stored = target && (await events.get(eventId));
        return stored?.event !== undefined && target?.wants(stored) ? [{ stored, target, state }] : [];
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
        return wanted.map((target) => {
          const delivery = deliveries.find(({ subscriptionId }) => subscriptionId === target.subscription.id);
          return { stored, target, state: delivery?.state ?? 'missed' };
        });
      }),
    );
    const { state } = request;
    const candidates = found.flat().filter((one) => state === undefined || one.state === state);
    return { examined: items.length, found: candidates, cursor };
  }

  async function reopen(stored: StoredEvent, subscription: Subscription): Promise<boolean> {
    return (await ledger.reopen({ ...openingOf(stored), subscription })) === 'opened';
  }

  /** Opens them anew; says how many were not pending. */
  async function reopenAll(pairs: readonly (readonly [StoredEvent, Subscription])[]): Promise<number> {
    const opened = await Promise.all(pairs.map(([stored, subscription]) => reopen(stored, subscription)));
    const tasks = pairs.flatMap(([{ event }, { id }], i): Task[] =>
      opened[i] ? [{ kind: 'deliver', event: event.id, subscription: id }] : [],
    );
    if (tasks.length > 0) await queue.enqueue(tasks).catch(ignore);
    return tasks.length;
  }

  return {
    async run(request) {
      const targets = await targetsOf(request);
      if (targets === undefined) return undefined;
      const { state } = request;
      let { cursor } = request;
      let examined = 0;
      const matched: Candidate[] = [];
      // Days on which nothing happened give pages without items.
      for (let pages = 0; pages < MOST_PAGES && examined < PAGE; pages++) {
        const rest = { limit: PAGE - examined, order: 'ascending' as const };
        const page = cursor === undefined ? rest : { ...rest, cursor };
        const next =
          state === undefined || state === 'missed'
            ? await ofEvents(targets, request, page)
            : await ofState(targets, state, request, page);
        examined += next.examined;
        matched.push(...next.found);
        cursor = next.cursor;
        if (cursor === undefined) break;
      }
      const open = matched.filter((one) => one.state !== 'pending');
      const pairs = open.map(({ stored, target }) => [stored, target.subscription] as const);
      const replayed = request.dryRun ? open.length : await reopenAll(pairs);
      const pending = matched.length - replayed;
      return { examined, matched: matched.length, replayed, pending, ...(cursor === undefined ? {} : { cursor }) };
    },

    async event(eventId, subscriptionId) {
      const stored = await events.get(eventId);
      if (stored === undefined) return undefined;
      const all = await registry.all();
      const wanted = all.filter((one) =>
        subscriptionId === undefined
          ? one.state !== 'disabled' && targetOf(one).wants(stored)
          : one.id === subscriptionId,
      );
      const replayed = await reopenAll(wanted.map((one) => [stored, one] as const));
      return { examined: all.length, matched: wanted.length, replayed, pending: wanted.length - replayed };
    },

    async delivery(eventId, subscriptionId) {
      const [stored, subscription] = await Promise.all([events.get(eventId), registry.get(subscriptionId)]);
      if (stored === undefined || subscription === undefined) return undefined;
      if ((await ledger.get(eventId, subscriptionId)) === undefined) return undefined;
      return (await reopenAll([[stored, subscription]])) === 1 ? 'opened' : 'pending';
    },
  };
}

/** What the queue does not take is open in the store: the sweeper finds it. */
function ignore(): void {}

/** A subscription that a replay may be for. */
interface Target {
  readonly subscription: Subscription;
  readonly wants: (stored: StoredEvent) => boolean;
}

function rangeOf({ since, until }: ReplayRequest): { readonly since?: number; readonly until?: number } {
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

function targetOf(subscription: Subscription, also?: JsonObject): Target {
  const patterns = [subscription.pattern, ...(also === undefined ? [] : [also])].map(compilePattern);
  const wants = ({ event }: StoredEvent) =>
    patterns.every((pattern) => pattern.matches(event as unknown as JsonObject));
  return { subscription, wants };
}

function openingOf({ event, expiresAt }: StoredEvent) {
  return { event, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
