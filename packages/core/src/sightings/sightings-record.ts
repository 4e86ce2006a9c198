import { isJsonObject, type JsonObject } from '../json';
import type { RecordKey, RecordStore } from '../storage/record-store';
import { MINUTE_MS } from '../time';
import type { OwnerKeyTraits } from './owner-key-traits';

/** The owner key that an envelope was refused for, and when (epoch ms). */
export interface RefusedOwnerKey extends OwnerKeyTraits {
  readonly at: number;
}

/** What an app's callbacks have shown. */
export interface Seen {
  /** The last one that was refused. */
  readonly refused?: RefusedOwnerKey;
  /** When events last came with each credential (epoch ms, by fingerprint), while the app had several. Up to a minute behind. */
  readonly used: Readonly<Record<string, number>>;
}

/** The key of an app's record. */
export function sightingsKey(app: string): RecordKey {
  return { partition: `app#${app}`, sort: 'sightings' };
}

/**
 * What is known of an app.
 * @throws StoreUnavailable, StoreRejected
 */
export async function readSightings(store: Pick<RecordStore, 'get'>, app: string): Promise<Seen> {
  return seenIn((await store.get(sightingsKey(app)))?.value);
}

/** What a record says; nothing where there is none, or none that this version understands. */
export function seenIn(value: JsonObject | undefined): Seen {
  const { refused, used } = value ?? {};
  const isRefusal = isJsonObject(refused) && Number.isSafeInteger(refused.at) && typeof refused.sha256 === 'string';
  const uses = Object.entries(isJsonObject(used) ? used : {}).filter((use): use is [string, number] =>
    Number.isSafeInteger(use[1]),
  );
  return {
    ...(isRefusal ? { refused: refused as unknown as RefusedOwnerKey } : {}),
    used: Object.fromEntries(uses),
  };
}

/** How far instances' clocks may be apart. */
export const SKEW_MS = MINUTE_MS;

/** Whether what is known is as new as what was seen at `at`. What is known from the future is not: a clock was set back since. */
export function isAsNew(known: number | undefined, at: number): boolean {
  return known !== undefined && known >= at && known <= at + SKEW_MS;
}
