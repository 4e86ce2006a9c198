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

  it.each(['', '[]', 'null', '1', '"a"', '{', '{"a":1}x', '{"a":012345678901234567}'])(
    'has no object for %j',
    (text) => {
      expect(parseJsonObject(text)).toBeUndefined();
    },
  );
});
