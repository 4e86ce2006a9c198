import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { AesKey } from '../callback/app';
import { EnvelopeError } from '../errors';

/** DingTalk pads to 32 bytes, twice the AES block. */
const PAD_BLOCK = 32;
const AES_BLOCK = 16;
const ALGORITHM = 'aes-256-cbc';

/** Appends PKCS#7 padding to a multiple of 32 bytes (1 to 32 of them) and encrypts. */
export function encrypt({ key, iv }: AesKey, plain: Buffer): Buffer {
  const pad = PAD_BLOCK - (plain.length % PAD_BLOCK);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]);
}

/**
 * Decrypts and takes the padding off. Pads of 1 to 32 are accepted (some senders pad to 16), each byte of them checked.
 * Node's own unpadding would refuse every pad over 16.
 * @throws {@link EnvelopeError} `ciphertext_illegal` or `padding_illegal`
 */
export function decrypt({ key, iv }: AesKey, ciphertext: Buffer): Buffer {
  if (ciphertext.length === 0 || ciphertext.length % AES_BLOCK !== 0) {
    throw new EnvelopeError('ciphertext_illegal', 'The ciphertext is not a whole number of 16-byte blocks.');
  }
  const decipher = createDecipheriv(ALGORITHM, key, iv).setAutoPadding(false);
  const plain = decipher.update(ciphertext);
  decipher.final();
  const pad = plain[plain.length - 1] ?? 0;
  const end = plain.length - pad;
  if (pad < 1 || pad > PAD_BLOCK || end < 0) throw badPadding();
  for (let i = end; i < plain.length; i++) if (plain[i] !== pad) throw badPadding();
  return plain.subarray(0, end);
}

function badPadding(): EnvelopeError {
  return new EnvelopeError('padding_illegal', 'The padding is not 1 to 32 equal bytes.');
}
