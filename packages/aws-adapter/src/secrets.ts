import { type After, afterTimeout, type Clock, errorFields, type Logger } from '@dinghub/core';

/** Fetches the values of SSM parameters, decrypted, by name. Rejects when SSM cannot be reached. */
export type FetchParameters = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** The environment variables whose values are names of SSM SecureStrings. */
export const SECRET_VARIABLES = [
  'DINGTALK_TOKEN',
  'DINGTALK_AES_KEY',
  'DINGTALK_OWNER_KEY',
  'DINGTALK_APP_KEY',
  'DINGTALK_APP_SECRET',
  'DINGTALK_APPS',
] as const;

const FRESH_MS = 5 * 60_000;

/** How long a callback waits for secrets that are due. What is left of its second is the store's. */
const WAIT_MS = 300;

/** After a refresh that failed, the next is due so much later: while SSM is down, not every callback waits for it. */
const PAUSE_MS = 10_000;

/**
 * Loads something made of secrets: once, then again every five minutes, and served stale while SSM is down. A call that finds
 * them due waits for the new ones, but not for long, and then takes the old ones. It does wait, since Lambda freezes a function as
 * soon as it has answered: a refresh that nobody waits for would go on for moments at a time, and its connection be cut before it
 * ends. One that takes longer than the wait goes on during the next calls. The very first load is waited for to its end; if it
 * fails, the next call tries again.
 * @param options.load fetches and checks
 * @param options.after the timer of the wait. @default the platform's
 */
export function createSecretCache<T>(options: {
  readonly load: () => Promise<T>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly after?: After;
}): () => Promise<T> {
  const { load, clock, logger, after = afterTimeout } = options;
  let cached: { readonly value: T } | undefined;
  let dueAt = 0;
  let loadedAt = 0;
  let loading: Promise<T> | undefined;

  function schedule(delayMs: number): void {
    loadedAt = clock();
    dueAt = loadedAt + delayMs;
    loading = undefined;
  }

  function refresh(): Promise<T> {
    loading ??= load().then(
      (value) => {
        cached = { value };
        schedule(FRESH_MS);
        return value;
      },
      (error: unknown) => {
        schedule(PAUSE_MS);
        throw error;
      },
    );
    return loading;
  }

  function refreshOr(old: T): Promise<T> {
    return new Promise((resolve) => {
      const cancel = after(WAIT_MS, () => resolve(old));
      refresh()
        .then(resolve, (error: unknown) => {
          logger.warn('secrets_stale', errorFields(error));
          resolve(old);
        })
        .finally(cancel);
    });
  }

  return async () => {
    if (cached === undefined) return refresh();
    // A clock that went back tells no age: then a refresh is due.
    const now = clock();
    return now >= dueAt || now < loadedAt ? refreshOr(cached.value) : cached.value;
  };
}

/** Replaces the names of SSM parameters in the environment by their values. */
export async function resolveSecrets(
  env: Readonly<Record<string, string | undefined>>,
  fetchParameters: FetchParameters,
): Promise<Readonly<Record<string, string | undefined>>> {
  const named = SECRET_VARIABLES.flatMap((variable) => (env[variable] ? [{ variable, name: env[variable] }] : []));
  if (named.length === 0) return env;
  const values = await fetchParameters([...new Set(named.map(({ name }) => name))]);
  return { ...env, ...Object.fromEntries(named.map(({ variable, name }) => [variable, values.get(name)])) };
}
