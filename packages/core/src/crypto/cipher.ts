import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { AesKey } from '../callback/app';
import { EnvelopeError } from '../errors';

/** DingTalk pads to 32 bytes, twice the AES block. */
const PAD_BLOCK = 32;
const AES_BLOCK = 16;
const ALGORITHM = 'aes-256-cbc';

/** How many bytes of PKCS#7 padding follow a plaintext of so many bytes: 1 to 32, to a multiple of 32. */
export function padLength(bytes: number): number {
  return PAD_BLOCK - (bytes % PAD_BLOCK);
}

/** Encrypts a plaintext that is padded already; gives base64. Whole blocks leave nothing for a last step. */
export function encrypt({ key, iv }: AesKey, padded: Uint8Array): string {
  return createCipheriv(ALGORITHM, key, iv).setAutoPadding(false).update(padded).toString('base64');
}

/**
 * Decrypts and takes the padding off. Pads of 1 to 32 are accepted (some senders pad to 16), each byte of them checked.
 * Node's own unpadding would refuse every pad over 16.
 * @throws {@link EnvelopeError} `ciphertext_illegal` or `padding_illegal`
 */
export function decrypt({ key, iv }: AesKey, ciphertext: Buffer): Buffer {
  if (ciphertext.length === 0 || ciphertext.length % AES_BLOCK !== 0) {
    throw new EnvelopeError('ciphertext_illegal', 'Not whole blocks of 16 bytes.');
  }
  const plain = createDecipheriv(ALGORITHM, key, iv).setAutoPadding(false).update(ciphertext);
  const pad = plain[plain.length - 1] ?? 0;
  const end = plain.length - pad;
  if (pad < 1 || pad > PAD_BLOCK || end < 0) throw badPadding();
  for (let i = end; i < plain.length; i++) if (plain[i] !== pad) throw badPadding();
  return plain.subarray(0, end);
}

function badPadding(): EnvelopeError {
  return new EnvelopeError('padding_illegal', 'The padding is not 1 to 32 equal bytes.');
}
