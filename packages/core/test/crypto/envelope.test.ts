import fc from 'fast-check';
import { decodeAesKey } from '../../src/crypto/aes-key';
import { openEnvelope, sealEnvelope, sealReply } from '../../src/crypto/envelope';
import { sign, signatureMatches } from '../../src/crypto/signature';
import { EnvelopeError } from '../../src/errors';
import vectors from '../fixtures/envelope-vectors.json';

const aesKey = decodeAesKey('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ');
const otherKey = decodeAesKey('QPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba');
const zeros = (size: number) => new Uint8Array(size).fill(7);
const any = () => true;
const seal = (message: string, ownerKey = 'dingabc') => sealEnvelope({ aesKey, random: zeros, ownerKey, message });
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof EnvelopeError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('sealed and opened envelopes', () => {
  it.each(vectors)('agrees with openssl on $title', ({ key, random16, message, ownerKey, encrypt }) => {
    const input = { aesKey: decodeAesKey(key), random: () => Buffer.from(random16), ownerKey, message };
    expect(sealEnvelope(input)).toBe(encrypt);
    expect(openEnvelope({ aesKey: input.aesKey, encrypt, accepts: (key) => key === ownerKey })).toEqual({
      message,
      ownerKey,
    });
  });

  it('opens what it sealed, for any text and any owner key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, ownerKey) => {
        expect(openEnvelope({ aesKey, encrypt: seal(message, ownerKey), accepts: any })).toEqual({ message, ownerKey });
      }),
    );
  });

  it.each(Array.from({ length: 70 }, (_, length) => length))(
    'opens a message of %i bytes, around the 32-byte block',
    (length) => {
      const message = 'x'.repeat(length);
      const encrypt = seal(message);
      expect(Buffer.from(encrypt, 'base64').length % 32).toBe(0);
      expect(openEnvelope({ aesKey, encrypt, accepts: any }).message).toBe(message);
    },
  );

  it('keeps a byte order mark and an owner key that looks like JSON', () => {
    const message = '\ufeff{"a":1}';
    expect(openEnvelope({ aesKey, encrypt: seal(message, '{"b":2}'), accepts: any })).toEqual({
      message,
      ownerKey: '{"b":2}',
    });
  });

  it('refuses random, truncated and bit-flipped input with EnvelopeError and nothing else', () => {
    const sealed = Buffer.from(seal('{"EventType":"check_url"}'), 'base64');
    const strict = (key: string) => key === 'dingabc';
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string().map((text) => text),
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
          fc.nat(sealed.length - 1).map((length) => sealed.subarray(0, length).toString('base64')),
        ),
        (encrypt) => {
          expect(codeOf(() => openEnvelope({ aesKey, encrypt, accepts: strict }))).not.toBe('accepted');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws anything but EnvelopeError on a bit flip, nor gives back another message under the right signature', () => {
    const parts = { token: 'tk', timestamp: '1', nonce: 'n' };
    const encrypt = seal('{"EventType":"check_url"}');
    const signature = sign({ ...parts, encrypt });
    const bytes = Buffer.from(encrypt, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const text = flipped.toString('base64');
      codeOf(() => openEnvelope({ aesKey, encrypt: text, accepts: any }));
      expect(signatureMatches({ ...parts, encrypt: text }, signature)).toBe(false);
    }
  });

  it.each([
    [
      'another AES key',
      () => openEnvelope({ aesKey: otherKey, encrypt: seal('{}'), accepts: (key) => key === 'dingabc' }),
    ],
    [
      'a prefix of the owner key',
      () => openEnvelope({ aesKey, encrypt: seal('{}'), accepts: (key) => key === 'dingab' }),
    ],
    [
      'an empty owner key',
      () => openEnvelope({ aesKey, encrypt: seal('{}', ''), accepts: (key) => key === 'dingabc' }),
    ],
    ['no ciphertext', () => openEnvelope({ aesKey, encrypt: '', accepts: any })],
    ['half a block', () => openEnvelope({ aesKey, encrypt: 'AAAA', accepts: any })],
  ])('refuses %s', (_, open) => {
    expect(codeOf(open)).not.toBe('accepted');
  });

  it('refuses a source of randomness that runs short, rather than sending old memory', () => {
    expect(() => sealEnvelope({ aesKey, random: () => new Uint8Array(3), ownerKey: 'o', message: 'm' })).toThrow(
      RangeError,
    );
  });
});

describe('sealReply', () => {
  it('is the same for the same randomness and clock, and its timeStamp has 13 digits', () => {
    const input = { credential: { token: 'tk', aesKey }, ownerKey: 'dingabc', message: 'success', random: zeros };
    const reply = sealReply({ ...input, clock: () => 1_700_000_000_000 });
    expect(sealReply({ ...input, clock: () => 1_700_000_000_000 })).toEqual(reply);
    expect(Object.keys(reply)).toEqual(['msg_signature', 'timeStamp', 'nonce', 'encrypt']);
    expect(reply.msg_signature).toBe(
      sign({ token: 'tk', timestamp: '1700000000000', nonce: reply.nonce, encrypt: reply.encrypt }),
    );
    for (const now of [-5, 0, 749, 1_700_000_000_000.5]) {
      expect(sealReply({ ...input, clock: () => now }).timeStamp).toMatch(/^\d{13}$/);
    }
  });
});

describe('decodeAesKey', () => {
  it('decodes keys whose last character is not canonical base64', () => {
    expect(decodeAesKey('1234567890123456789012345678901234567890123').key).toHaveLength(32);
  });

  it.each(['', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}=`, `${'a'.repeat(42)}\n`, `${'a'.repeat(42)}钉`])(
    'refuses %j without repeating it',
    (text) => {
      expect(() => decodeAesKey(text)).toThrow(expect.objectContaining({ code: 'aes_key_illegal' }));
      if (text) expect(() => decodeAesKey(text)).not.toThrow(text);
    },
  );
});
