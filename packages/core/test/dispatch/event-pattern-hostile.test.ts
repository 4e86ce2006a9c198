import fc from 'fast-check';
import { compilePattern, InvalidPattern } from '../../src/dispatch/event-pattern';
import type { JsonObject, JsonValue } from '../../src/index';

const nested = (levels: number, value: unknown): unknown => {
  let result = value;
  for (let i = 0; i < levels; i++) result = { a: result };
  return result;
};
const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const object = <T>(count: number, make: (i: number) => readonly [string, T]) => Object.fromEntries(many(count, make));

describe('a hostile pattern', () => {
  it.each<[string, () => unknown, string]>([
    ['too deep', () => nested(100_000, [1]), 'expected at most 100 levels'],
    [
      'a circle',
      () => {
        const circle: Record<string, unknown> = {};
        circle.a = circle;
        return circle;
      },
      'expected at most 100 levels',
    ],
    ['too large in one text', () => ({ a: ['x'.repeat(17_000)] }), 'expected at most 16384 characters'],
    ['too large in its names', () => object(2000, (i) => [`name-${i}`, [1]]), 'expected at most 16384 characters'],
    ['a list without end', () => ({ a: new Array(100_000_000) }), 'expected at most 16384 characters'],
    ['a name of too many parts', () => ({ ['a.'.repeat(100)]: [1] }), 'expected at most 100 levels'],
    [
      'more than 1000 combinations in one $or',
      () => ({ $or: many(1001, () => ({ a: [1] })) }),
      'expected at most 1000 combinations',
    ],
    [
      'more than 1000 combinations by many $or',
      () => object(10, (i) => [`f${i}`, { $or: [{ a: [1] }, { b: [1] }] }]),
      'expected at most 1000 combinations',
    ],
    ['2^200 combinations', () => object(200, (i) => [`f${i}`, { $or: [{ a: [1] }, { b: [1] }] }]), 'combinations'],
    [
      'many combinations of many fields',
      () => ({ $or: many(800, () => ({ a: [1] })), ...object(400, (i) => [`f${i}`, [1]]) }),
      'too many conditions',
    ],
    ['many wildcards', () => ({ a: many(600, (i) => ({ wildcard: `${i}*` })) }), 'too complex'],
    ['a wildcard of many stars', () => ({ a: [{ wildcard: '*a'.repeat(4000) }] }), 'too complex'],
    ['a wildcard that repeats itself', () => ({ a: [{ wildcard: `*${'a'.repeat(16_000)}b*` }] }), 'too complex'],
  ])('is refused soon: %s', (_, pattern, message) => {
    const hostile = pattern();
    const started = performance.now();
    expect(() => compilePattern(hostile)).toThrow(InvalidPattern);
    expect(() => compilePattern(hostile)).toThrow(message);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is accepted at the limits', () => {
    expect(compilePattern(nested(98, [1])).matches(nested(98, 1) as JsonObject)).toBe(true);
    expect(compilePattern({ $or: many(1000, (i) => ({ a: [i] })) }).matches({ a: 999 })).toBe(true);
    const thousand = object(3, (i) => [`f${i}`, { $or: many(10, (n) => ({ [`k${n}`]: [1] })) }]);
    expect(compilePattern(thousand).matches({ f0: { k9: 1 }, f1: { k0: 1 }, f2: { k5: 1 } })).toBe(true);
    expect(compilePattern({ a: ['x'.repeat(16_000)] }).matches({ a: 'x'.repeat(16_000) })).toBe(true);
  });

  it('has no way around by names that objects inherit', () => {
    const event: JsonObject = { a: 1 };
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      const field = (value: unknown) => JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`);
      expect(compilePattern(field([{ exists: true }])).matches(event)).toBe(false);
      expect(compilePattern(field([{ exists: false }])).matches(event)).toBe(true);
      expect(compilePattern(field({ a: ['x'] })).matches(field({ a: 'x' }))).toBe(true);
      expect(compilePattern(field({ a: ['x'] })).matches(field({ a: 'y' }))).toBe(false);
    }
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});

describe('a hostile event', () => {
  const pattern = compilePattern({ a: { x: [1], y: [2] } });

  it('may be deeper than the stack', () => {
    let arrays: JsonValue = { x: 1, y: 2 };
    for (let i = 0; i < 200_000; i++) arrays = i % 2 === 0 ? [arrays] : [arrays, i % 3 === 0 ? { x: 1 } : { y: 2 }];
    expect(pattern.matches({ a: arrays })).toBe(true);
    expect(pattern.matches(nested(200_000, 1) as JsonObject)).toBe(false);
  });

  it('may have many elements that almost match', () => {
    const elements = many(60_000, (i) => (i % 2 === 0 ? { x: 1 } : { y: 2 }));
    const started = performance.now();
    expect(pattern.matches({ a: elements })).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('may have many arrays whose elements could be combined', () => {
    const names = many(12, (i) => `list${i}`);
    const wanted = Object.fromEntries(names.map((name) => [name, { x: [1] }]));
    const event = Object.fromEntries(
      names.map((name) => [name, many(500, (i) => (i % 2 === 0 ? { x: 1 } : { y: 2 }))]),
    );
    expect(compilePattern({ ...wanted, list3: { x: [1], y: [2] } }).matches(event)).toBe(false);
    expect(compilePattern(wanted).matches(event)).toBe(true);
  });

  it('may have a long text for a wildcard that almost fits', () => {
    const text = 'ab'.repeat(500_000);
    const started = performance.now();
    expect(compilePattern({ a: [{ wildcard: `*c${'ab'.repeat(4000)}*b*` }] }).matches({ a: text })).toBe(false);
    expect(compilePattern({ a: [{ wildcard: '*ab*ab*c' }] }).matches({ a: text })).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

const names = fc.constantFrom(
  'a',
  'b',
  'a.b',
  '$or',
  'type',
  'source',
  '',
  '__proto__',
  'prefix',
  'numeric',
  'anything-but',
);
const operators = fc.constantFrom(
  'prefix',
  'suffix',
  'wildcard',
  'anything-but',
  'numeric',
  'exists',
  'cidr',
  'equals-ignore-case',
);
const scalars = fc.oneof(
  fc.constantFrom<JsonValue>('', 'a', 'ab', '*', 'a*b', '\\*', '>', '<=', '10.0.0.0/8', '::1'),
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
);
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    scalars,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(names, operators), tie('json'), { maxKeys: 4 }),
  ),
}));

describe('any JSON', () => {
  it('is a pattern or an InvalidPattern, and matching never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          json,
          fc.dictionary(
            names,
            fc.array(fc.oneof(scalars, fc.dictionary(operators, json, { minKeys: 1, maxKeys: 1 })), {
              minLength: 1,
              maxLength: 3,
            }),
            { minKeys: 1, maxKeys: 3 },
          ),
        ),
        fc.array(json, { maxLength: 5 }),
        (pattern, events) => {
          try {
            const compiled = compilePattern(pattern);
            for (const event of events)
              expect(typeof compiled.matches({ a: event, b: [event], 'a.b': event })).toBe('boolean');
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidPattern);
            expect((error as Error).message.length).toBeLessThan(500);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is found in an event by its own values', () => {
    const values = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const key = fc.string().filter((name) => name !== '$or');
    fc.assert(
      fc.property(fc.dictionary(key, values, { minKeys: 1, maxKeys: 5 }), (data) => {
        const wanted = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, [value]]));
        expect(compilePattern({ data: wanted }).matches({ data })).toBe(true);
      }),
    );
  });
});
