import type { JsonObject } from '../../json';
import type { RecordKey } from '../../storage/record-store';
import { MINUTE_MS, SECOND_MS } from '../../time';

/** What the record of an app's token holds. Times are epoch ms. */
export interface TokenRecord {
  /** Whose token it is: another AppKey or another way of fetching makes it somebody else's. */
  readonly owner: string;
  readonly sealed?: string;
  readonly fetchedAt?: number;
  readonly expiresAt?: number;
  /** Who is fetching, and until when nobody else should. */
  readonly lease?: { readonly holder: string; readonly until: number };
  /** After a failed fetch, while there is a token that still works: not before. */
  readonly retryAt?: number;
}

/** The key of an app's token. @param corpId where the token is for one organisation: a third-party app has one for each */
export function tokenKey(app: string, corpId?: string): RecordKey {
  return { partition: `dingtalk#${app}`, sort: corpId === undefined ? 'token' : `token#${corpId}` };
}

/** How long one fetch may take, its retries included, before somebody else tries. */
export const FETCH_LEASE_MS = 30 * SECOND_MS;

/** How far instances' clocks may be apart. */
const SKEW_MS = MINUTE_MS;

/** How long before its end a token is fetched anew; less for one that lives only for minutes. */
const REFRESH_MS = 10 * MINUTE_MS;

/** A record of `owner`'s, whatever it holds; of another owner's nothing is kept. */
export function recordOf(value: JsonObject | undefined, owner: string): TokenRecord {
  return value?.owner === owner ? (value as unknown as TokenRecord) : { owner };
}

/** How a stored token stands. */
export type TokenState = 'fresh' | 'old' | 'expired';

/**
 * `old` tokens still work and should be fetched anew. So should one from the future: then a clock was set back, and nobody knows
 * any longer when it ends, but DingTalk, who says so (42001).
 */
export function stateOf({ sealed, fetchedAt = 0, expiresAt = 0 }: TokenRecord, now: number): TokenState {
  if (sealed === undefined || now >= expiresAt) return 'expired';
  const refreshAt = expiresAt - Math.min(REFRESH_MS, (expiresAt - fetchedAt) / 4);
  return now >= refreshAt || now < fetchedAt - SKEW_MS ? 'old' : 'fresh';
}

/** True while somebody is fetching. A lease that ends later than any could was taken by another clock. */
export function isLeased({ lease }: TokenRecord, now: number): boolean {
  return lease !== undefined && lease.until > now && lease.until <= now + FETCH_LEASE_MS + SKEW_MS;
}
