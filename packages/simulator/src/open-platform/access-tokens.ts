import type { Clock, Random } from '@dinghub/core';

/** Whose a token is: an application's, in one organisation. */
export interface TokenHolder {
  readonly appKey: string;
  readonly corpId: string;
}

/** Whose a token is, or why it is nobody's. */
export type TokenCheck =
  | ({ readonly kind: 'valid' } & TokenHolder)
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' };

/** The access tokens of all applications. */
export interface AccessTokens {
  /** The holder's token: as long as one is valid the same one, from now on valid for the whole time again. */
  issue(holder: TokenHolder): { readonly token: string; readonly expiresInS: number };
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
  const issued = new Map<string, TokenHolder & { readonly expiresAt: number }>();

  function check(token: string): TokenCheck {
    const found = issued.get(token);
    if (!found) return { kind: 'unknown' };
    const { appKey, corpId, expiresAt } = found;
    return clock() < expiresAt ? { kind: 'valid', appKey, corpId } : { kind: 'expired' };
  }

  return {
    issue({ appKey, corpId }) {
      const holder = JSON.stringify([appKey, corpId]);
      const last = current.get(holder);
      const isValid = last !== undefined && check(last).kind === 'valid';
      const token = isValid ? last : Buffer.from(random(16)).toString('hex');
      current.set(holder, token);
      issued.set(token, { appKey, corpId, expiresAt: clock() + lifetimeMs });
      return { token, expiresInS: Math.floor(lifetimeMs / 1000) };
    },
    check,
  };
}
