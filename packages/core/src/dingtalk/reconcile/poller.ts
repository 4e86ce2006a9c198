import { isJsonObject, type JsonObject } from '../../json';
import type { RecordStore, StoredRecord } from '../../storage/record-store';
import { type Clock, MINUTE_MS } from '../../time';

/** What the record of an app's poller holds. Times are epoch ms. */
export interface PollerRecord {
  readonly holder: string;
  readonly leaseUntil: number;
  /** The page that DingTalk is being asked for: until it is stored, or known to be none, it may exist nowhere else. */
  readonly asking?: string;
  /** When the last run ended well. */
  readonly doneAt?: number;
}

/** The right to ask for an app's pages, held by one at a time. Every write is conditional: who has lost it finds out. */
export interface PollerLease {
  /** What the one before was asking for when it died. */
  readonly unfinished: string | undefined;
  /** Holds on to it and says what is asked for next; false when somebody else has it by now. */
  renew(asking: string): Promise<boolean>;
  /** Gives it back. @param end.asking what may still be lost */
  release(end: { readonly asking?: string | undefined; readonly doneAt?: number }): Promise<void>;
}

/** Longer than a call to DingTalk with all its retries, and than comparing a page. */
export const POLLER_LEASE_MS = 2 * MINUTE_MS;

/** How far instances' clocks may be apart. */
const SKEW_MS = MINUTE_MS;

const keyOf = (app: string) => ({ partition: `dingtalk#${app}`, sort: 'poller' });

/** What is known about an app's poller; undefined before its first run. */
export async function pollerOf(store: Pick<RecordStore, 'get'>, app: string): Promise<PollerRecord | undefined> {
  return readRecord(await store.get(keyOf(app)));
}

/** Takes the lease; undefined when somebody else has it. */
export async function acquirePoller(options: {
  readonly app: string;
  readonly holder: string;
  readonly store: RecordStore;
  readonly clock: Clock;
}): Promise<PollerLease | undefined> {
  const { app, holder, store, clock } = options;
  const key = keyOf(app);
  const stored = await store.get(key);
  const before = readRecord(stored);
  if (before !== undefined && isHeld(before, clock())) return undefined;

  let version = stored?.version ?? 0;
  let { asking, doneAt } = before ?? {};
  async function write(next: { readonly leaseUntil: number }): Promise<boolean> {
    const value = { holder, ...next, ...(asking && { asking }), ...(doneAt && { doneAt }) } as JsonObject;
    const done =
      version === 0
        ? (await store.insert({ ...key, value })) === 'inserted'
        : (await store.replace({ ...key, value, version })) === 'replaced';
    if (done) version++;
    return done;
  }

  if (!(await write({ leaseUntil: clock() + POLLER_LEASE_MS }))) return undefined;
  return {
    unfinished: asking,
    renew(next) {
      asking = next;
      return write({ leaseUntil: clock() + POLLER_LEASE_MS });
    },
    async release(end) {
      asking = end.asking;
      doneAt = end.doneAt ?? doneAt;
      await write({ leaseUntil: 0 });
    },
  };
}

/** A lease that ends later than any could was taken by another clock. */
function isHeld({ leaseUntil }: PollerRecord, now: number): boolean {
  return leaseUntil > now && leaseUntil <= now + POLLER_LEASE_MS + SKEW_MS;
}

function readRecord(record: StoredRecord | undefined): PollerRecord | undefined {
  return isJsonObject(record?.value) ? (record.value as unknown as PollerRecord) : undefined;
}
