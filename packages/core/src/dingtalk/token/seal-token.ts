import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { Random } from '../../time';

/** Seals tokens for the store. */
export interface TokenSeal {
  seal(token: string): string;
  /** Undefined for whatever was sealed with another secret, for another app, or was changed since. */
  open(sealed: string): string | undefined;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals with AES-256-GCM under a key that follows from the app's secret, which every instance has anyway: who reads the store, or
 * a backup of it, cannot act as the app.
 * @param options.owner whose token it is; a token sealed for another owner does not open
 */
export function createTokenSeal(options: {
  readonly appSecret: string;
  readonly owner: string;
  readonly random: Random;
}): TokenSeal {
  const { owner, random } = options;
  const key = createHash('sha256').update(`dinghub access token\n${options.appSecret}`).digest();
  return {
    seal(token) {
      const iv = random(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
    },
    open(sealed) {
      try {
        const bytes = Buffer.from(sealed, 'base64');
        const start = IV_BYTES + TAG_BYTES;
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
          .setAAD(Buffer.from(owner))
          .setAuthTag(bytes.subarray(IV_BYTES, start));
        return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
