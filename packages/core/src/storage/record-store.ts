import type { JsonObject } from '../json';

/** The primary key of a record: 1 to 1024 UTF-8 bytes each, any characters. */
export interface RecordKey {
  readonly partition: string;
  readonly sort: string;
}

/** A place in an index: a name and an instant (epoch ms). */
export interface IndexEntry {
  readonly name: string;
  readonly at: number;
}

/** Everything dinghub remembers is one of these. All times are integer epoch milliseconds. */
export interface StoredRecord extends RecordKey {
  /** 1 on insert, +1 on every replace: the fencing token. */
  readonly version: number;
  readonly value: JsonObject;
  /** "What happened", read newest first, e.g. `events#2026-11-23`. */
  readonly timeline?: IndexEntry;
  /** "Everything about X", e.g. `approval/<processInstanceId>`. */
  readonly subject?: IndexEntry;
  /** "Work is waiting": absent when nothing is left to do. */
  readonly dueAt?: number;
  /** After this instant the store may drop the record. A record past it may still be returned. */
  readonly expiresAt?: number;
}

/** A record before it is stored: its version will be 1. */
export type NewRecord = Omit<StoredRecord, 'version'>;

/** One page of a listing. `limit` is 1 to 1000; a `cursor` continues where the page that gave it ended. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
  /** @default 'ascending' */
  readonly order?: 'ascending' | 'descending';
}

/** Items in order. A `cursor` means that there may be more (the next page can be empty); none means the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

/** Which records to read from an index: `from` is inclusive, `until` exclusive, both epoch ms. */
export type IndexQuery =
  | { readonly index: 'timeline' | 'subject'; readonly name: string; readonly from?: number; readonly until?: number }
  | { readonly index: 'due'; readonly until: number };

/**
 * The storage port. Ordinary outcomes are returned; {@link StoreUnavailable} (worth retrying), {@link StoreRejected} (not) and
 * {@link InvalidCursor} are thrown, with the cause. Cursors are opaque and survive a restart of the process.
 */
export interface RecordStore {
  /** Stores a new record durably, or says that its key is taken. */
  insert(record: NewRecord): Promise<'inserted' | 'exists'>;
  /** Strongly consistent. */
  get(key: RecordKey): Promise<StoredRecord | undefined>;
  /** Writes `record` (stored as `record.version + 1`) only if the stored version is still `record.version`. */
  replace(record: StoredRecord): Promise<'replaced' | 'conflict'>;
  /** Removes the record only if it is still at `version`. */
  remove(key: RecordKey, version: number): Promise<'removed' | 'conflict'>;
  /** The records of a partition by sort key, in UTF-8 byte order; strongly consistent. */
  list(partition: string, page: PageRequest): Promise<Page<StoredRecord>>;
  /** The records of an index by instant; records of one instant in any fixed order; eventually consistent. */
  query(index: IndexQuery, page: PageRequest): Promise<Page<StoredRecord>>;
}
