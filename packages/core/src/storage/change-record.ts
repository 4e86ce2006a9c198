import { StoreUnavailable } from '../errors';
import type { RecordKey, RecordStore, StoredRecord } from './record-store';

/** So many others in a row may be faster; after that something is wrong. */
const TRIES = 16;

/**
 * Reads a record, changes it and writes it back, as often as somebody else gets in between.
 * @param change gives the record to write, or undefined to leave it as it is
 * @returns the record as it is stored now; undefined when there is none
 * @throws StoreUnavailable
 */
export async function changeRecord(
  store: RecordStore,
  key: RecordKey,
  change: (before: StoredRecord) => StoredRecord | undefined,
): Promise<StoredRecord | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await store.get(key);
    if (before === undefined) return undefined;
    const after = change(before);
    if (after === undefined) return before;
    if ((await store.replace(after)) === 'replaced') return { ...after, version: after.version + 1 };
  }
  throw new StoreUnavailable(`The record ${key.sort} was changed by others ${TRIES} times in a row.`);
}
