import { createHmac, createPrivateKey, sign } from 'node:crypto';

/** What is signed: `id.timestamp.body`. `timestamp` is in seconds. */
export interface SignedWebhook {
  readonly secret: string;
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** PKCS#8 in front of the seed of an Ed25519 key. Source: RFC 8410, 7. */
const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/**
 * A Standard Webhooks signature: `v1,` and HMAC-SHA256 for a secret that begins with `whsec_`, `v1a,` and Ed25519 for one that
 * begins with `whsk_`, both in base64. Source: the Standard Webhooks specification, "Signature scheme".
 */
export function signWebhook({ secret, id, timestamp, body }: SignedWebhook): string {
  const text = `${id}.${timestamp}.${body}`;
  const [, kind, base64 = ''] = /^(whsec|whsk)_(.*)$/.exec(secret) ?? [];
  const key = Buffer.from(base64, 'base64');
  if (kind === 'whsk') {
    const der = Buffer.concat([ED25519_PREFIX, key.subarray(0, SEED_BYTES)]);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    return `v1a,${sign(null, Buffer.from(text), privateKey).toString('base64')}`;
  }
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}

/** True for `whsec_` with 24 to 64 bytes, or `whsk_` with the 64 of an Ed25519 key, in base64. */
export function isSigningSecret(text: string): boolean {
  const [, kind, base64 = ''] = /^(whsec|whsk)_([A-Za-z0-9+/]{32,88}={0,2})$/.exec(text) ?? [];
  if (kind === undefined || base64.length % 4 !== 0) return false;
  const { length } = Buffer.from(base64, 'base64');
  return kind === 'whsk' ? length === 2 * SEED_BYTES : length >= 24 && length <= 64;
}
