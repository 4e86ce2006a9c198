import { sha256 } from '../crypto/sha256';
import type { HubEvent, StoredEvent } from '../events/event';
import type { JsonObject } from '../json';
import { type Clock, DAY_MS, SECOND_MS } from '../time';
import type { NewRecord, Page, PageRequest, RecordKey, RecordStore } from './record-store';
import { toStoredEvent } from './stored-event';
import { readTimeline, timelineOf } from './timeline';

/** Which events to list; all given conditions must hold. Times are epoch ms: `since` inclusive, `until` exclusive. */
export interface EventFilter {
  readonly type?: string;
  readonly corpid?: string;
  readonly app?: string;
  /** Read from its own index, ordered by the events' own times, which `since` and `until` then bound too. */
  readonly subject?: string;
  /** By time of receipt. @default the start of the retention period */
  readonly since?: number;
  readonly until?: number;
}

/** Under which id an event is in the log, and whether it was there before. */
export interface Appended {
  readonly id: string;
  readonly outcome: 'inserted' | 'exists';
}

/** The event log over a {@link RecordStore}. */
export interface EventLog {
  /**
   * Stores every event durably, or finds that it is there already. Resolves only when all are on disk. An event whose id another
   * app or organisation has taken is stored under an id of its own.
   */
  append(events: readonly HubEvent[]): Promise<readonly Appended[]>;
  get(id: string): Promise<StoredEvent | undefined>;
  /** Newest first unless `order` says otherwise. A page may be short or empty and still have a cursor: go on until it has none. */
  list(filter: EventFilter, page: PageRequest): Promise<Page<StoredEvent>>;
}

const TIMELINE = 'events';

/** Deliveries are retried for 75 hours, jitter not counted: no event goes before they are over. */
export const SHORTEST_RETENTION_MS = 5 * DAY_MS;

/** How long an event waits for its first dispatch before the sweeper looks for it. */
const DISPATCH_GRACE_MS = 30 * SECOND_MS;

/** The key of an event's own record; what became of the event lies in the same partition. */
export function eventKey(id: string): RecordKey {
  return { partition: `event#${id}`, sort: 'event' };
}

/**
 * Creates the event log. One event is one insert, keyed by its id, so a repeat is found by the insert itself.
 * @param options.retentionDays how long events are kept; also how far back a listing without `since` reads
 */
export function createEventLog(options: {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly retentionDays: number;
}): EventLog {
  const { store, clock } = options;
  const retentionMs = options.retentionDays * DAY_MS;

  async function insert(event: HubEvent, receivedAt: number): Promise<Appended> {
    const outcome = await store.insert(toRecord(event, receivedAt, retentionMs));
    if (outcome === 'inserted') return { id: event.id, outcome };
    const there = await store.get(eventKey(event.id));
    if (there === undefined || isSame(there.value as unknown as HubEvent, event)) return { id: event.id, outcome };
    // Another app's event, or another organisation's, has this id: this one is not a repeat of it.
    const own = { ...event, id: ownId(event) };
    return { id: own.id, outcome: await store.insert(toRecord(own, receivedAt, retentionMs)) };
  }

  return {
    append(events) {
      const receivedAt = clock();
      return Promise.all(events.map((event) => insert(event, receivedAt)));
    },

    async get(id) {
      const record = await store.get(eventKey(id));
      return record && toStoredEvent(record);
    },

    async list(filter, page) {
      const request: PageRequest = { order: 'descending', ...page };
      const { subject, since, until } = filter;
      const records =
        subject === undefined
          ? await readTimeline(store, TIMELINE, request, {
              since: since ?? clock() - retentionMs,
              // Nothing is received later than that, but a listing would look through every day until then.
              until: Math.min(until ?? Infinity, clock() + DAY_MS),
            })
          : await store.query(
              {
                index: 'subject',
                name: subject,
                ...(since === undefined ? {} : { from: since }),
                ...(until === undefined ? {} : { until }),
              },
              request,
            );
      const items = records.items.map(toStoredEvent).filter(({ event }) => matches(event, filter));
      return { items, ...(records.cursor === undefined ? {} : { cursor: records.cursor }) };
    },
  };
}

function toRecord(event: HubEvent, receivedAt: number, retentionMs: number): NewRecord {
  return {
    ...eventKey(event.id),
    value: event as unknown as JsonObject,
    timeline: { name: timelineOf(TIMELINE, receivedAt), at: receivedAt },
    ...(event.subject === undefined ? {} : { subject: { name: event.subject, at: Date.parse(event.time) } }),
    dueAt: receivedAt + DISPATCH_GRACE_MS,
    expiresAt: receivedAt + Math.max(retentionMs, SHORTEST_RETENTION_MS),
  };
}

function isSame(a: HubEvent, b: HubEvent): boolean {
  const { corpid = b.corpid } = a;
  return a.app === b.app && a.source === b.source && corpid === (b.corpid ?? corpid);
}

/** An id that no event of another app or organisation has. */
function ownId({ id, source, app, corpid = '' }: HubEvent): string {
  return sha256(JSON.stringify([source, app, corpid, id]));
}

function matches(event: HubEvent, { type, corpid, app }: EventFilter): boolean {
  return (
    (type === undefined || event.type === type) &&
    (corpid === undefined || event.corpid === corpid) &&
    (app === undefined || event.app === app)
  );
}
