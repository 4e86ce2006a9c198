import type { HubEvent } from '../events/event';
import type { SuiteState } from '../suite/suite-state';
import { type Clock, DAY_MS, HOUR_MS, SECOND_MS } from '../time';
import { SHORTEST_RETENTION_MS } from './event-log';
import type { Page, RecordStore, StoredRecord } from './record-store';
import { timelineOf } from './timeline';

/** Removes events past their retention, for stores that drop nothing by themselves. */
export interface Purge {
  /**
   * Removes expired events with all that became of them, until nothing is left or its limits are reached; the next call goes on.
   * What is still to be delivered stays for another week.
   * @returns how many events
   * @throws StoreUnavailable, StoreRejected
   */
  purge(): Promise<{ readonly removed: number }>;
}

/** Work that is waiting keeps an event so much longer. */
const GRACE_MS = 7 * DAY_MS;

/** A year without an event is taken for the time before the first one. */
const QUIET_DAYS = 366;
const DAYS_AT_ONCE = 16;
const EVENTS_AT_ONCE = 16;
const PAGE = 200;

/**
 * Creates the purge. It reads the timelines of the days before the retention period, the latest first; once they are empty it rests.
 * @param options.mostEvents at most so many a call. @default 5000
 * @param options.budgetMs and for at most so long. @default 10 s
 * @param options.restMs a call within this time after all was found empty does nothing. @default 1 h
 */
export function createPurge(options: {
  readonly store: Pick<RecordStore, 'query' | 'list' | 'remove'>;
  readonly suites: Pick<SuiteState, 'forget'>;
  readonly clock: Clock;
  readonly retentionDays: number;
  readonly mostEvents?: number;
  readonly budgetMs?: number;
  readonly restMs?: number;
}): Purge {
  const { store, suites, clock, mostEvents = 5000, budgetMs = 10 * SECOND_MS, restMs = HOUR_MS } = options;
  const retentionMs = Math.max(options.retentionDays * DAY_MS, SHORTEST_RETENTION_MS);
  let restsUntil = Number.NEGATIVE_INFINITY;

  async function listAll(partition: string): Promise<readonly StoredRecord[]> {
    const records: StoredRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list(partition, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      records.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return records;
  }

  /** Removes an event's records, its own the last: until then it is found again. False when some or all stay. */
  async function remove(event: StoredRecord, now: number): Promise<boolean> {
    const records = await listAll(event.partition);
    const isLong = (event.timeline?.at ?? now) < now - retentionMs - GRACE_MS;
    if (!isLong && records.some(({ dueAt }) => dueAt !== undefined)) return false;
    await suites.forget(event.value as unknown as HubEvent);
    const [own, others] = [true, false].map((isOwn) => records.filter(({ sort }) => (sort === event.sort) === isOwn));
    for (const record of [...(others ?? []), ...(own ?? [])]) {
      // Somebody writes it just now: the next time.
      if ((await store.remove(record, record.version)) === 'conflict') return false;
    }
    return records.length > 0;
  }

  function read(day: number, until: number, cursor?: string): Promise<Page<StoredRecord>> {
    const query = { index: 'timeline', name: timelineOf('events', day), until } as const;
    return store.query(query, { limit: EVENTS_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) });
  }

  return {
    async purge() {
      const now = clock();
      if (now < restsUntil && now >= restsUntil - restMs) return { removed: 0 };
      const until = now - retentionMs;
      let removed = 0;
      let quiet = 0;
      for (let last = until; quiet < QUIET_DAYS && last >= 0; last -= DAYS_AT_ONCE * DAY_MS) {
        const days = Array.from({ length: DAYS_AT_ONCE }, (_, i) => last - i * DAY_MS).filter((day) => day >= 0);
        const firstPages = await Promise.all(days.map(async (day) => ({ day, first: await read(day, until) })));
        for (const { day, first } of firstPages) {
          quiet = first.items.length === 0 ? quiet + 1 : 0;
          for (let page = first; ; page = await read(day, until, page.cursor)) {
            const gone = await Promise.all(page.items.map((event) => remove(event, now)));
            removed += gone.filter(Boolean).length;
            if (removed >= mostEvents || clock() - now >= budgetMs) return { removed };
            if (page.cursor === undefined) break;
          }
        }
      }
      restsUntil = now + restMs;
      return { removed };
    },
  };
}
