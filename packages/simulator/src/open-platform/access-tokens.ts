import type { Clock, Random } from '@dinghub/core';

/** Whose a token is, or why it is nobody's. */
export type TokenCheck =
  | { readonly kind: 'valid'; readonly appKey: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' };

/** The access tokens of all applications. */
export interface AccessTokens {
  /** The application's token: as long as one is valid the same one, from now on valid for the whole time again. */
  issue(appKey: string): { readonly token: string; readonly expiresInS: number };
  check(token: string): TokenCheck;
}

/** How long a token is valid: two hours. */
export const TOKEN_LIFETIME_MS = 7_200_000;

/** Creates tokens that expire by the clock. An expired one stays known, so that it is told from an invented one. */
export function createAccessTokens(options: {
  readonly clock: Clock;
  readonly random: Random;
  readonly lifetimeMs: number;
}): AccessTokens {
  const { clock, random, lifetimeMs } = options;
  const current = new Map<string, string>();
  const issued = new Map<string, { readonly appKey: string; readonly expiresAt: number }>();

  function check(token: string): TokenCheck {
    const found = issued.get(token);
    if (!found) return { kind: 'unknown' };
    return clock() < found.expiresAt ? { kind: 'valid', appKey: found.appKey } : { kind: 'expired' };
  }

  return {
    issue(appKey) {
      const last = current.get(appKey);
      const isValid = last !== undefined && check(last).kind === 'valid';
      const token = isValid ? last : Buffer.from(random(16)).toString('hex');
      current.set(appKey, token);
      issued.set(token, { appKey, expiresAt: clock() + lifetimeMs });
      return { token, expiresInS: Math.floor(lifetimeMs / 1000) };
    },
    check,
  };
}
