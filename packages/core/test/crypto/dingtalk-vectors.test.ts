import { decodeAesKey, openEnvelope, sealEnvelope, sign, signatureMatches } from '../../src/index';
import vectors from '../fixtures/dingtalk-vectors.json';

/** The check of a URL, as DingTalk's own library has it. */
const checkUrl = vectors.find(({ message }) => message === '{"EventType":"check_url"}');
if (checkUrl === undefined) throw new Error('The vectors have no check_url.');
const { token, timestamp, nonce, signature, encrypt, ownerKey } = checkUrl;
const aesKey = decodeAesKey(checkUrl.aesKey);
const accepts = (key: string) => key === ownerKey;

describe('what DingTalk published', () => {
  it.each(vectors)('$title ($source) has the right signature, and opens', ({ aesKey: key, message, ...vector }) => {
    expect(sign(vector)).toBe(vector.signature);
    expect(signatureMatches(vector, vector.signature)).toBe(true);
    const opened = openEnvelope({
      aesKey: decodeAesKey(key),
      encrypt: vector.encrypt,
      accepts: (owner) => owner === vector.ownerKey,
    });
    expect(opened).toEqual({ message, ownerKey: vector.ownerKey });
  });

  it.each(vectors.filter(({ random16 }) => random16 !== undefined))(
    '$title is sealed to the same bytes',
    ({ aesKey: key, random16 = '', ...vector }) => {
      const random = () => Buffer.from(random16);
      expect(sealEnvelope({ ...vector, aesKey: decodeAesKey(key), random })).toBe(vector.encrypt);
    },
  );
});

describe('what is close to it', () => {
  it.each([
    ['a signature with its last digit changed', { signature: signature.replace(/.$/, 'c') }],
    ['a signature in upper case', { signature: signature.toUpperCase() }],
    ['a timestamp that is one more', { timestamp: '1608001896815' }],
    ['another token', { token: 'mryu' }],
  ])('does not match: %s', (_, change) => {
    const { signature: given, ...parts } = { token, timestamp, nonce, encrypt, signature, ...change };
    expect(signatureMatches(parts, given)).toBe(false);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a prefix of the owner key',
      () => openEnvelope({ aesKey, encrypt, accepts: (key) => key === ownerKey.slice(0, -1) }),
      'owner_key_mismatch',
    ],
    [
      'a ciphertext that was cut off',
      () => openEnvelope({ aesKey, encrypt: encrypt.slice(0, -8), accepts }),
      'ciphertext_illegal',
    ],
    [
      'a ciphertext that lost its last block',
      () =>
        openEnvelope({
          aesKey,
          encrypt: `${Buffer.from(encrypt, 'base64').subarray(0, -16).toString('base64')}`,
          accepts,
        }),
      'padding_illegal',
    ],
    ['an AES key of 42 characters', () => decodeAesKey(checkUrl.aesKey.slice(0, -1)), 'aes_key_illegal'],
    ['a plaintext', () => openEnvelope({ aesKey, encrypt: checkUrl.message, accepts }), 'ciphertext_illegal'],
  ])('is refused: %s', (_, open, code) => {
    expect(open).toThrow(expect.objectContaining({ name: 'EnvelopeError', code }));
  });

  it('is refused: another AES key', () => {
    const other = decodeAesKey('4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij');
    expect(() => openEnvelope({ aesKey: other, encrypt, accepts })).toThrow(
      expect.objectContaining({ name: 'EnvelopeError' }),
    );
  });

  // Sealed by openssl, padded by hand: DingTalk's Go and Rust libraries pad like this.
  it('opens all the same when it is padded to 16 bytes', () => {
    const padded16 =
      'zwhskPOLzqIhdbYq3pq+8lvrkAXSlnjRmEdqY1mC3q9HlK2d3LoDwsO0QPfwuZwOBAP1DsF9dJCd/3UyDPcuRDYJLtAza3UABLBByBGi1SI=';
    expect(Buffer.from(padded16, 'base64').length % 32).toBe(16);
    const opened = openEnvelope({
      aesKey: decodeAesKey('zyxwvutsrqponmlkjihgfedcba0123456789ABCDEFG'),
      encrypt: padded16,
      accepts: (key) => key === 'dingexampleowner123456',
    });
    expect(opened.message).toBe('{"EventType":"check_url"}');
  });
});
