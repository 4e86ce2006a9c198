import { StoreUnavailable } from '../errors';
import type { NewRecord, RecordKey, RecordStore, StoredRecord } from './record-store';

/** So many others in a row may be faster; after that something is wrong. */
const TRIES = 16;

/**
 * Reads a record, changes it and writes it back, as often as somebody else gets in between.
 * @param change gives the record to write, or undefined to leave it as it is
 * @returns the record as it is stored now; undefined when there is none
 * @throws StoreUnavailable
 */
export function changeRecord(
  store: RecordStore,
  key: RecordKey,
  change: (before: StoredRecord) => StoredRecord | undefined,
): Promise<StoredRecord | undefined> {
  return settleRecord(store, key, (before) => before && change(before), TRIES);
}

/**
 * The same for a record that may not be there yet.
 * @param next gives what is to be stored under the key, or undefined to leave what is there
 * @param tries how many others in a row may be faster
 * @returns the record as it is stored now; undefined when there is none
 * @throws StoreUnavailable
 */
export async function settleRecord(
  store: Pick<RecordStore, 'get' | 'insert' | 'replace'>,
  key: RecordKey,
  next: (before: StoredRecord | undefined) => Omit<NewRecord, keyof RecordKey> | undefined,
  tries: number,
): Promise<StoredRecord | undefined> {
  for (let i = 0; i < tries; i++) {
    const before = await store.get(key);
    const after = next(before);
    if (after === undefined) return before;
    const record = { ...after, ...key };
    if (before === undefined) {
      if ((await store.insert(record)) === 'inserted') return { ...record, version: 1 };
    } else if ((await store.replace({ ...record, version: before.version })) === 'replaced') {
      return { ...record, version: before.version + 1 };
    }
  }
  throw new StoreUnavailable(`The record ${key.sort} was changed by others ${tries} times in a row.`);
}
