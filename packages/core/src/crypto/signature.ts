import { createHash, timingSafeEqual } from 'node:crypto';

/** What DingTalk signs: opaque texts, exactly as they came. */
export interface SignedParts {
  readonly token: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

/** DingTalk's signature: lower-case hex SHA-1 over the four texts, sorted by code unit and joined. */
export function sign({ token, timestamp, nonce, encrypt }: SignedParts): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');
}

/** Compares in constant time; a signature of another length is wrong at once, which tells nothing that is not public. */
export function signatureMatches(parts: SignedParts, signature: string): boolean {
  const given = Buffer.from(signature);
  const expected = Buffer.from(sign(parts));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
