import type { AesKey, Credential } from '../callback/app';
import { EnvelopeError } from '../errors';
import type { Clock, Random } from '../time';
import { decrypt, encrypt, padLength } from './cipher';
import { sign } from './signature';

/** 16 random bytes, then the message's length as a big-endian uint32. */
const RANDOM_BYTES = 16;
const NONCE_BYTES = 8;
const HEADER_BYTES = RANDOM_BYTES + 4;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Seals a message: `base64(AES(random16 | uint32be(bytes) | message | ownerKey))`.
 * With the same random bytes the result is the same.
 */
export function sealEnvelope(input: {
  readonly aesKey: AesKey;
  readonly random: Random;
  readonly ownerKey: string;
  readonly message: string;
}): string {
  const bytes = Buffer.byteLength(input.message);
  const size = HEADER_BYTES + bytes + Buffer.byteLength(input.ownerKey);
  const pad = padLength(size);
  const plain = Buffer.allocUnsafe(size + pad).fill(pad, size);
  const noise = input.random(RANDOM_BYTES);
  if (noise.length !== RANDOM_BYTES) throw new RangeError(`random must give ${RANDOM_BYTES} bytes.`);
  plain.set(noise, 0);
  plain.writeUInt32BE(bytes, RANDOM_BYTES);
  plain.write(input.message, HEADER_BYTES);
  plain.write(input.ownerKey, HEADER_BYTES + bytes);
  return encrypt(input.aesKey, plain);
}

/**
 * Opens what {@link sealEnvelope} seals. The message is cut by its length field, never by its looks; the rest is the owner key.
 * Check the signature first.
 * @param input.accepts decides on the owner key; compare exactly, and refuse an empty one
 * @throws {@link EnvelopeError} for any other input than an envelope sealed with this key for an accepted owner
 */
export function openEnvelope(input: {
  readonly aesKey: AesKey;
  readonly encrypt: string;
  readonly accepts: (ownerKey: string) => boolean;
}): { readonly message: string; readonly ownerKey: string } {
  if (!isBase64(input.encrypt)) throw new EnvelopeError('ciphertext_illegal', 'Not base64.');
  const plain = decrypt(input.aesKey, Buffer.from(input.encrypt, 'base64'));
  const end = plain.length < HEADER_BYTES ? Infinity : HEADER_BYTES + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length) {
    throw new EnvelopeError('length_illegal', 'The length field is too large.');
  }
  const ownerKey = decodeUtf8(plain.subarray(end));
  if (!input.accepts(ownerKey)) {
    throw new EnvelopeError('owner_key_mismatch', 'For another owner key.');
  }
  return { message: decodeUtf8(plain.subarray(HEADER_BYTES, end)), ownerKey };
}

/** The answer that DingTalk expects: these four keys and no other. `timeStamp` is 13 digits of epoch ms. */
export interface SealedReply {
  readonly msg_signature: string;
  readonly timeStamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

/** Seals and signs an answer with the credential and the owner key of the request it answers. */
export function sealReply(input: {
  readonly credential: Credential;
  readonly ownerKey: string;
  readonly message: string;
  readonly clock: Clock;
  readonly random: Random;
}): SealedReply {
  const { credential, ownerKey, message } = input;
  // One call for both: asking for randomness costs more than getting it.
  const noise = input.random(RANDOM_BYTES + NONCE_BYTES);
  const random = () => noise.subarray(0, RANDOM_BYTES);
  const encrypted = sealEnvelope({ aesKey: credential.aesKey, random, ownerKey, message });
  const timeStamp = String(Math.max(0, Math.trunc(input.clock()))).padStart(13, '0');
  const nonce = Buffer.from(noise.subarray(RANDOM_BYTES)).toString('hex');
  const signature = sign({ token: credential.token, timestamp: timeStamp, nonce, encrypt: encrypted });
  return { msg_signature: signature, timeStamp, nonce, encrypt: encrypted };
}

/**
 * True for standard, padded base64 of at least one byte. Line breaks do not count: Python's encodebytes and Ruby's encode64, which
 * DingTalk's own libraries use, put them in, and sign the text with them.
 */
export function isBase64(text: string): boolean {
  const bare = text.replace(/[\r\n]+/g, '');
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(bare);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new EnvelopeError('text_illegal', 'Not UTF-8.');
  }
}
