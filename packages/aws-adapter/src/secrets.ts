import type { Clock, Logger } from '@dinghub/core';

/** Fetches the values of SSM parameters, decrypted, by name. Rejects when SSM cannot be reached. */
export type FetchParameters = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** The environment variables whose values are names of SSM SecureStrings. */
export const SECRET_VARIABLES = ['DINGTALK_TOKEN', 'DINGTALK_AES_KEY', 'DINGTALK_OWNER_KEY', 'DINGTALK_APPS'] as const;

const FRESH_MS = 5 * 60_000;

/**
 * Loads something made of secrets: once, then again every five minutes, and served stale while SSM is down. A refresh never
 * keeps a callback waiting: the old value answers until the new one is there. Only the very first load is waited for; if it
 * fails, the next call tries again.
 * @param options.load fetches and checks
 */
export function createSecretCache<T>(options: {
  readonly load: () => Promise<T>;
  readonly clock: Clock;
  readonly logger: Logger;
}): () => Promise<T> {
  let cached: { readonly value: T; readonly at: number } | undefined;
  let loading: Promise<T> | undefined;

  function refresh(): Promise<T> {
    loading ??= options.load().then(
      (value) => {
        cached = { value, at: options.clock() };
        loading = undefined;
        return value;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  }

  return async () => {
    if (cached === undefined) return refresh();
    const age = options.clock() - cached.at;
    // A clock that went back makes the age negative: then it is not known, and a refresh is due.
    if (age < 0 || age >= FRESH_MS) {
      refresh().catch((error: Error) => options.logger.warn('secrets_stale', { error: error.name }));
    }
    return cached.value;
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
