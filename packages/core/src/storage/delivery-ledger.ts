import type { HubEvent } from '../events/event';
import type { JsonObject } from '../json';
import { type Clock, DAY_MS, SECOND_MS } from '../time';
import type { Delivery, DeliveryState } from './delivery';
import { SHORTEST_RETENTION_MS } from './event-log';
import type { Page, PageRequest, RecordKey, RecordStore, StoredRecord } from './record-store';
import type { Subscription } from './subscription';
import { readTimeline, timelineOf } from './timeline';

/** Which deliveries to list; all given conditions must hold. Times are epoch ms of their creation: `since` inclusive, `until` exclusive. */
export interface DeliveryFilter {
  readonly subscription?: string;
  readonly state?: DeliveryState;
  readonly since?: number;
  readonly until?: number;
}

/** Which event to open a delivery of. */
export interface Opening {
  readonly event: Pick<HubEvent, 'id' | 'type'>;
  readonly subscription: Pick<Subscription, 'id' | 'incarnation'>;
  /** When the event's record expires: its deliveries go with it. */
  readonly expiresAt?: number;
}

/** The deliveries over a {@link RecordStore}. */
export interface DeliveryLedger {
  /** Opens a pending delivery, due now; `exists` when the pair has one. */
  open(opening: Opening): Promise<'opened' | 'exists'>;
  /** Opens it anew whatever became of it, except that a pending one is left alone. */
  reopen(opening: Opening): Promise<'opened' | 'pending'>;
  get(eventId: string, subscriptionId: string): Promise<Delivery | undefined>;
  /** All deliveries of one event. */
  ofEvent(eventId: string): Promise<readonly Delivery[]>;
  /** The newest first unless `order` says otherwise. A page may be short or empty and still have a cursor. */
  list(filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  /** Writes it if it is still at its version; the version that it has then is one more. */
  write(delivery: Delivery): Promise<'written' | 'conflict'>;
}

/** How long a task may be on its way before the sweeper looks for it. */
export const TASK_GRACE_MS = 30 * SECOND_MS;

/** The timelines and subjects that deliveries stand in. */
const TIMELINE = 'deliveries';
const subjectOf = (subscriptionId: string, state: DeliveryState) => `deliveries/${subscriptionId}/${state}`;

const SORT_PREFIX = 'delivery#';
const PAGE = 500;

/** The key of a delivery: in its event's partition, so that one list gives an event with all that became of it. */
export function deliveryKey(eventId: string, subscriptionId: string): RecordKey {
  return { partition: `event#${eventId}`, sort: `${SORT_PREFIX}${subscriptionId}` };
}

/** The subscription of a delivery's key; undefined for the key of another record. */
export function subscriptionOfKey({ sort }: RecordKey): string | undefined {
  return sort.startsWith(SORT_PREFIX) ? sort.slice(SORT_PREFIX.length) : undefined;
}

/** Creates the ledger. `retentionDays` is how far back a listing without `since` reads. */
export function createDeliveryLedger(options: {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly retentionDays: number;
}): DeliveryLedger {
  const { store, clock } = options;

  const ledger: DeliveryLedger = {
    async open(opening) {
      return (await store.insert(toRecord(fresh(opening, 'event', clock())))) === 'inserted' ? 'opened' : 'exists';
    },

    async reopen(opening) {
      for (;;) {
        const now = clock();
        const before = await ledger.get(opening.event.id, opening.subscription.id);
        if (before?.state === 'pending' && !isImplausible(before, now)) return 'pending';
        // It has its whole schedule before it, even if its event has not.
        const expiresAt = Math.max(opening.expiresAt ?? 0, now + SHORTEST_RETENTION_MS);
        const opened = fresh({ ...opening, expiresAt }, 'replay', now);
        if (before === undefined) {
          if ((await store.insert(toRecord(opened))) === 'inserted') return 'opened';
        } else {
          const { createdAt, attempts, version } = before;
          if ((await ledger.write({ ...opened, createdAt, attempts, version })) === 'written') return 'opened';
        }
      }
    },

    async get(eventId, subscriptionId) {
      const record = await store.get(deliveryKey(eventId, subscriptionId));
      return record && toDelivery(record);
    },

    async ofEvent(eventId) {
      const found: Delivery[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(`event#${eventId}`, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
        found.push(...page.items.filter((record) => subscriptionOfKey(record) !== undefined).map(toDelivery));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return found;
    },

    async list({ subscription, state, since, until }, page) {
      const request: PageRequest = { order: 'descending', ...page };
      const range = {
        since: since ?? clock() - options.retentionDays * DAY_MS,
        until: Math.min(until ?? Number.POSITIVE_INFINITY, clock() + DAY_MS),
      };
      const { items, cursor } =
        subscription !== undefined && state !== undefined
          ? await store.query(
              {
                index: 'subject',
                name: subjectOf(subscription, state),
                from: Math.max(0, range.since),
                until: range.until,
              },
              request,
            )
          : await readTimeline(store, TIMELINE, request, range);
      const deliveries = items
        .map(toDelivery)
        .filter(
          (one) => (subscription ?? one.subscriptionId) === one.subscriptionId && (state ?? one.state) === one.state,
        );
      return { items: deliveries, ...(cursor === undefined ? {} : { cursor }) };
    },

    async write(delivery) {
      const done = await store.replace({ ...toRecord(delivery), version: delivery.version });
      return done === 'replaced' ? 'written' : 'conflict';
    },
  };
  return ledger;
}

function fresh({ event, subscription, expiresAt }: Opening, trigger: Delivery['trigger'], now: number): Delivery {
  return {
    eventId: event.id,
    eventType: event.type,
    subscriptionId: subscription.id,
    incarnation: subscription.incarnation,
    state: 'pending',
    trigger,
    openedAt: now,
    createdAt: now,
    updatedAt: now,
    tries: 0,
    attempts: [],
    nextAttemptAt: now,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    version: 1,
  };
}

/** No lease and no wait is so long: it was written by a clock that was ahead, and nobody will come for it before that. */
const LONGEST_WAIT_MS = 3 * DAY_MS;

/** True for a delivery that only looks as if somebody had it, or would try it soon. */
export function isImplausible({ leaseUntil = 0, nextAttemptAt = 0 }: Delivery, now: number): boolean {
  return Math.max(leaseUntil, nextAttemptAt) > now + LONGEST_WAIT_MS;
}

/** A pending delivery is due when its lease has run out, or else when the task that should have been there by now is not. */
function dueAtOf({ state, leaseUntil, nextAttemptAt }: Delivery): number | undefined {
  if (state !== 'pending') return undefined;
  return leaseUntil ?? (nextAttemptAt ?? 0) + TASK_GRACE_MS;
}

function toRecord(delivery: Delivery): StoredRecord {
  const { eventId, subscriptionId, state, createdAt, expiresAt, version, ...rest } = delivery;
  const dueAt = dueAtOf(delivery);
  return {
    ...deliveryKey(eventId, subscriptionId),
    version,
    value: { ...rest, state, createdAt } as unknown as JsonObject,
    timeline: { name: timelineOf(TIMELINE, createdAt), at: createdAt },
    subject: { name: subjectOf(subscriptionId, state), at: createdAt },
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function toDelivery(record: StoredRecord): Delivery {
  return {
    ...(record.value as unknown as Omit<Delivery, 'eventId' | 'subscriptionId' | 'version'>),
    eventId: record.partition.slice('event#'.length),
    subscriptionId: subscriptionOfKey(record) ?? '',
    ...(record.expiresAt === undefined ? {} : { expiresAt: record.expiresAt }),
    version: record.version,
  };
}
