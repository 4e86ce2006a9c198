import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/**
 * DingTalk's side of the envelope, written apart from the hub's: if both shared one implementation, a round trip between them
 * would prove only that it agrees with itself.
 */
export interface WireKeys {
  readonly token: string;
  /** 43 characters. */
  readonly aesKey: string;
  readonly ownerKey: string;
}

/** Lower-case hex SHA-1 of the sorted parts. */
export function wireSignature(...parts: readonly string[]): string {
  const hash = createHash('sha1');
  for (const part of [...parts].sort((a, b) => (a < b ? -1 : 1))) hash.update(part, 'utf8');
  return hash.digest('hex');
}

/** Seals a text for the hub. `noise` is 16 bytes. */
export function wireSeal({ aesKey, ownerKey }: WireKeys, text: string, noise: Uint8Array): string {
  const key = Buffer.from(aesKey, 'base64');
  const message = Buffer.from(text, 'utf8');
  const length = Buffer.from([message.length >>> 24, message.length >>> 16, message.length >>> 8, message.length]);
  const body = Buffer.concat([noise, length, message, Buffer.from(ownerKey, 'utf8')]);
  const pad = 32 - (body.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return cipher.update(Buffer.concat([body, Buffer.alloc(pad, pad)]), undefined, 'base64') + cipher.final('base64');
}

/** Opens the hub's answer; undefined for whatever DingTalk would not accept. */
export function wireOpen({ aesKey, ownerKey }: WireKeys, sealed: string): string | undefined {
  try {
    const key = Buffer.from(aesKey, 'base64');
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
    decipher.setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(sealed, 'base64'), decipher.final()]);
    const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
    const end = 20 + plain.readUInt32BE(16);
    return plain.subarray(end).toString() === ownerKey ? plain.subarray(20, end).toString() : undefined;
  } catch {
    return undefined;
  }
}
