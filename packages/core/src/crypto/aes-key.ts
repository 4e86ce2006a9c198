import type { AesKey } from '../callback/app';
import { EnvelopeError } from '../errors';

/** DingTalk's EncodingAESKey: 43 base64 characters. */
const SHAPE = /^[A-Za-z0-9+/]{43}$/;

/**
 * Decodes DingTalk's 43-character AES key into 32 bytes and the IV (their first 16).
 *
 * The decoding is lenient on purpose: most keys in use have non-zero bits after the 256th, which a strict decoder refuses.
 * @throws {@link EnvelopeError} `aes_key_illegal` when it is not 43 base64 characters. The message never shows the key.
 */
export function decodeAesKey(text: string): AesKey {
  if (!SHAPE.test(text)) {
    throw new EnvelopeError('aes_key_illegal', `An AES key is 43 letters and digits; this one has ${text.length}.`);
  }
  const key = Buffer.from(`${text}=`, 'base64');
  return { key, iv: key.subarray(0, 16) };
}
