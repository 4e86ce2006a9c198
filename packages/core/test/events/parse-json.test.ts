import fc from 'fast-check';
import { parseJsonObject } from '../../src/index';

describe('parseJsonObject', () => {
  it('keeps integers that JavaScript would round as the text of their digits', () => {
    expect(
      parseJsonObject('{"a":9007199254740993,"b":[-12345678901234567890,9007199254740991],"c":48665689823}'),
    ).toEqual({
      a: '9007199254740993',
      b: ['-12345678901234567890', 9007199254740991],
      c: 48665689823,
    });
  });

  it('leaves texts, fractions and exponents alone', () => {
    const text =
      '{"a":"9007199254740993","b":0.12345678901234567,"c":12345678901234567.5,"d":1e0000000000000005,"e":"\\"99999999999999999"}';
    expect(parseJsonObject(text)).toEqual(JSON.parse(text));
  });

  it('agrees with JSON.parse on any object without such integers', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}/.test(text));
        expect(parseJsonObject(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  const MIB = 1024 * 1024;
  it.each<[string, string, 'object' | 'nothing']>([
    ['a long integer and texts that never end', `{"a":1234567890123456,"b":${'"\\'.repeat(MIB / 2)}`, 'nothing'],
    ['1 MiB of open brackets', '['.repeat(MIB), 'nothing'],
    ['objects that never close', '{"a":'.repeat(MIB / 5), 'nothing'],
    [
      'arrays half a million deep',
      `{"n":12345678901234567890,"a":${'['.repeat(MIB / 2)}${']'.repeat(MIB / 2)}}`,
      'object',
    ],
    ['nothing but escapes', `{"n":12345678901234567890,"a":"${'\\"'.repeat(MIB / 2)}"}`, 'object'],
    ['nothing but empty texts', `{"n":12345678901234567890,"a":[${'"",'.repeat(MIB / 3)}""]}`, 'object'],
    ['an integer of a million digits', `{"a":${'9'.repeat(MIB)}}`, 'object'],
    ['a fraction of a million digits', `{"a":${'9'.repeat(MIB)}.5}`, 'object'],
    ['a text of a million digits', `{"a":"${'9'.repeat(MIB)}."}`, 'object'],
    ['almost long integers', `{"n":12345678901234567890,"a":[${'123456789012345,'.repeat(MIB / 16)}1]}`, 'object'],
  ])('takes time proportional to the length of %s', (_, text, expected) => {
    const startedAt = performance.now();
    expect(parseJsonObject(text) === undefined ? 'nothing' : 'object').toBe(expected);
    // Minutes where time grows with the square of the length; a tenth of a second where it does not.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it.each(['', '[]', 'null', '1', '"a"', '{', '{"a":1}x', '{"a":012345678901234567}'])(
    'has no object for %j',
    (text) => {
      expect(parseJsonObject(text)).toBeUndefined();
    },
  );
});
