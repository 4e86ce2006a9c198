import { StoreUnavailable } from '../../errors';
import type { Page, PageRequest, RecordStore, StoredRecord } from '../../storage/record-store';
import { type Clock, DAY_MS, SECOND_MS } from '../../time';
import type { Sleep } from '../sleep';
import { type PageState, pagesIn, pagesOf, partKey, partsOf, type RawPage, recordsOf, toPage } from './page-record';

/** The raw pages of one app's failed list. */
export interface PageStore {
  /**
   * Stores a page durably; tries for {@link KEEP_TRIES_MS}, since nobody can ask for it again. A page that is there stays as it is.
   * @throws StoreUnavailable, StoreRejected
   */
  keep(page: Pick<RawPage, 'id' | 'askedAt' | 'text' | 'before'>): Promise<RawPage>;
  has(id: string): Promise<boolean>;
  /** The pages in a state, the oldest first. A page may be short or empty and still have a cursor. */
  list(state: PageState, page: PageRequest): Promise<Page<RawPage>>;
  /** How many there are, up to 100. */
  count(state: PageState): Promise<number>;
  /** Says what became of a page; a page of which another says the same at the same time is left alone. */
  settle(page: RawPage, state: Exclude<PageState, 'waiting'>): Promise<void>;
  /** Removes some of the pages that were read long ago. What was not understood stays. */
  clean(): Promise<void>;
}

/** How long a page is kept after its events are in the log: to see what DingTalk said. */
const KEEP_READ_MS = 30 * DAY_MS;
/** After so long the store is not tried once more: also one that hangs at every try leaves a function the time to say so. */
const KEEP_TRIES_MS = 25 * SECOND_MS;
const WAITS_MS = [0.5, 1, 2, 4, 8, 8].map((seconds) => seconds * SECOND_MS);
const CLEAN_AT_ONCE = 20;
const CLEAN_BATCHES = 10;

/** Creates the page store over a {@link RecordStore}. */
export function createPageStore(options: {
  readonly app: string;
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly sleep: Sleep;
}): PageStore {
  const { app, store, clock, sleep } = options;

  async function insert(record: Parameters<RecordStore['insert']>[0], until: number): Promise<void> {
    for (const waitMs of [...WAITS_MS, Number.POSITIVE_INFINITY]) {
      try {
        // `exists`: an earlier try whose answer was lost.
        await store.insert(record);
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || clock() + waitMs > until) throw error;
        await sleep(waitMs);
      }
    }
  }

  function query(state: PageState, page: PageRequest, until?: number): Promise<Page<StoredRecord>> {
    const name = pagesIn(app, state);
    return store.query({ index: 'subject', name, ...(until === undefined ? {} : { until }) }, page);
  }

  const partsBehind = (record: StoredRecord) =>
    Promise.all(Array.from({ length: partsOf(record) }, (_, i) => store.get(partKey(app, record.sort, i))));

  /** Removes a page, its parts first: until its own record is gone it is found again. */
  async function remove(record: StoredRecord): Promise<void> {
    for (const part of await partsBehind(record)) if (part) await store.remove(part, part.version);
    await store.remove(record, record.version);
  }

  return {
    async keep(page) {
      const waiting = { ...page, state: 'waiting' as const };
      const until = clock() + KEEP_TRIES_MS;
      for (const record of recordsOf(app, waiting)) await insert(record, until);
      return { ...waiting, version: 1 };
    },

    async has(id) {
      return (await store.get({ partition: pagesOf(app), sort: id })) !== undefined;
    },

    async list(state, page) {
      const { items, ...more } = await query(state, page);
      // The index may be behind: what counts is the record.
      const records = await Promise.all(items.map((item) => store.get(item)));
      const current = records.flatMap((record) => (record?.value.state === state ? [record] : []));
      const pages = await Promise.all(current.map(async (record) => toPage(record, await partsBehind(record))));
      return { items: pages, ...more };
    },

    async count(state) {
      return (await query(state, { limit: 100 })).items.length;
    },

    async settle(page, state) {
      const record = await store.get({ partition: pagesOf(app), sort: page.id });
      if (record === undefined || record.value.state === state) return;
      await store.replace({
        ...record,
        value: { ...record.value, state },
        subject: { name: pagesIn(app, state), at: page.askedAt },
      });
    },

    async clean() {
      for (let batch = 0; batch < CLEAN_BATCHES; batch++) {
        const { items } = await query('read', { limit: CLEAN_AT_ONCE }, clock() - KEEP_READ_MS);
        for (const item of items) {
          const record = await store.get(item);
          if (record?.value.state === 'read') await remove(record);
        }
        if (items.length < CLEAN_AT_ONCE) return;
      }
    },
  };
}
