import { errorFields } from '../../callback/error-fields';
import { sha256 } from '../../crypto/sha256';
import type { JsonObject } from '../../json';
import type { Logger } from '../../logging';
import { changeRecord } from '../../storage/change-record';
import type { RecordStore, StoredRecord } from '../../storage/record-store';
import { type Clock, type Random, SECOND_MS } from '../../time';
import { DingTalkApiError } from '../api-error';
import { ADVICE } from '../error-catalog';
import type { Sleep } from '../sleep';
import type { AppSecrets, FetchedToken } from './fetch-token';
import { createTokenSeal } from './seal-token';
import { FETCH_LEASE_MS, isLeased, recordOf, stateOf, type TokenRecord, tokenKey } from './token-record';

/** One app's access token, shared by all instances of the hub. */
export interface AccessTokens {
  /**
   * A token that works as far as anybody knows. Near its end one caller fetches another, while all others go on with it.
   * @throws DingTalkApiError, StoreUnavailable, StoreRejected
   */
  current(): Promise<string>;
  /** Says that DingTalk does not know `token`: it is dropped, unless another has taken its place already. */
  forget(token: string): Promise<void>;
}

/** How often to look whether the one who fetches is done. */
const LOOK_MS = 250;
/** For how long the old token is used after a fetch that failed, before the next. */
const RETRY_MS = 15 * SECOND_MS;

/**
 * Creates the access tokens of an app over the record store.
 * @param options.variant says how the token is fetched, so that a token of another sort is not taken for it
 */
export function createAccessTokens(
  options: AppSecrets & {
    readonly app: string;
    readonly corpId?: string | undefined;
    readonly variant: string;
    readonly fetchToken: () => Promise<FetchedToken>;
    readonly store: RecordStore;
    readonly clock: Clock;
    readonly sleep: Sleep;
    readonly random: Random;
    readonly logger: Logger;
  },
): AccessTokens {
  const { app, store, clock, sleep, random, logger } = options;
  const key = tokenKey(app, options.corpId);
  const owner = sha256(JSON.stringify([app, options.variant, options.appKey]));
  const seal = createTokenSeal({ ...options, owner });
  let inFlight: Promise<string> | undefined;

  const open = ({ sealed }: TokenRecord) => (sealed === undefined ? undefined : seal.open(sealed));

  /** Puts `next` in the place of what was read; false when somebody was faster. */
  async function put(before: StoredRecord | undefined, next: TokenRecord): Promise<boolean> {
    const value = next as unknown as JsonObject;
    return before === undefined
      ? (await store.insert({ ...key, value })) === 'inserted'
      : (await store.replace({ ...before, value })) === 'replaced';
  }

  /** Changes the record while the lease on it is `holder`'s. */
  async function changeMine(holder: string, change: (record: TokenRecord) => TokenRecord): Promise<void> {
    await changeRecord(store, key, (before) => {
      const record = recordOf(before.value, owner);
      return record.lease?.holder === holder
        ? { ...before, value: change(record) as unknown as JsonObject }
        : undefined;
    });
  }

  async function fetchAs(holder: string): Promise<string> {
    try {
      const { token, lifetimeMs } = await options.fetchToken();
      const now = clock();
      const next = { owner, sealed: seal.seal(token), fetchedAt: now, expiresAt: now + lifetimeMs };
      // Whoever has taken the lease over by now stores another: this one works all the same.
      await changeMine(holder, () => next);
      logger.info('access_token_fetched', { app, lifetimeMs });
      return token;
    } catch (error) {
      logger.warn('access_token_not_fetched', { app, ...errorFields(error) });
      const retryAt = clock() + RETRY_MS;
      await changeMine(holder, ({ lease: _, ...rest }) => ({ ...rest, retryAt })).catch(() => {});
      throw error;
    }
  }

  async function obtain(): Promise<string> {
    for (let waitedMs = 0; waitedMs <= 2 * FETCH_LEASE_MS; ) {
      const before = await store.get(key);
      const now = clock();
      const record = recordOf(before?.value, owner);
      const token = open(record);
      const state = token === undefined ? 'expired' : stateOf(record, now);
      if (token !== undefined && state === 'fresh') return token;
      const leased = isLeased(record, now);
      if (token !== undefined && state === 'old' && (leased || isTooSoon(record, now))) return token;
      if (leased) {
        await sleep(LOOK_MS);
        waitedMs += LOOK_MS;
        continue;
      }
      const holder = Buffer.from(random(8)).toString('hex');
      const lease = { holder, until: now + FETCH_LEASE_MS };
      if (!(await put(before, { ...record, lease }))) continue;
      const fetched = fetchAs(holder);
      return token !== undefined && state === 'old' ? fetched.catch(() => token) : fetched;
    }
    throw new DingTalkApiError({ kind: 'busy', api: 'access token', errcode: 'lease', advice: ADVICE.busy });
  }

  return {
    current() {
      if (inFlight !== undefined) return inFlight;
      const mine: Promise<string> = obtain().finally(() => {
        if (inFlight === mine) inFlight = undefined;
      });
      inFlight = mine;
      return mine;
    },

    async forget(token) {
      await changeRecord(store, key, (before) => {
        const record = recordOf(before.value, owner);
        if (open(record) !== token) return undefined;
        const { sealed: _, fetchedAt: _at, expiresAt: _until, ...rest } = record;
        return { ...before, value: rest as unknown as JsonObject };
      });
      // Whoever is on the way may have read the record before: its outcome is not for those who ask from now on.
      inFlight = undefined;
      logger.info('access_token_forgotten', { app });
    },
  };
}

/** True shortly after a fetch that failed. */
function isTooSoon({ retryAt = 0 }: TokenRecord, now: number): boolean {
  return retryAt > now && retryAt <= now + RETRY_MS;
}
