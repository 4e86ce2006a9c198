import type { JsonObject } from '../json';
import { settleRecord } from '../storage/change-record';
import type { RecordKey, RecordStore } from '../storage/record-store';

/** A state, and what tells it from others. */
export interface Dated extends JsonObject {
  /** Epoch ms: when it was so. */
  readonly at: number;
  /** The id of the event that says so; of two of one instant the greater counts, so that their order of arrival does not. */
  readonly event: string;
}

/** So many others in a row may be faster, each of which has kept a state: workers of one hub are fewer. */
const TRIES = 64;

/**
 * Keeps a state unless a newer one is there: whatever the order they come in, and however often, the newest is what stays.
 * @param expiresAt epoch ms: when the store may drop it
 * @throws StoreUnavailable, StoreRejected
 */
export async function keepNewest(store: RecordStore, key: RecordKey, value: Dated, expiresAt?: number): Promise<void> {
  const state = { value, ...(expiresAt === undefined ? {} : { expiresAt }) };
  await settleRecord(
    store,
    key,
    (before) => (before === undefined || isNewer(value, before.value as Dated) ? state : undefined),
    TRIES,
  );
}

function isNewer(a: Dated, b: Dated): boolean {
  return a.at === b.at ? a.event > b.event : a.at > b.at;
}
