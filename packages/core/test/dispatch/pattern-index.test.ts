import fc from 'fast-check';
import { compilePattern, type EventPattern } from '../../src/dispatch/event-pattern';
import { createPatternIndex } from '../../src/dispatch/pattern-index';
import type { JsonObject, JsonValue } from '../../src/index';

const indexOf = (patterns: readonly JsonObject[]) =>
  createPatternIndex(patterns.map((pattern, value) => ({ pattern: compilePattern(pattern), value })));

describe('a pattern index', () => {
  it('finds what matches, in the order of the entries', () => {
    const index = indexOf([
      { data: { a: [1] } },
      { source: ['dingtalk'] },
      { type: ['t', 'u', 't'] },
      { source: ['dingtalk'], type: ['t'] },
      { $or: [{ type: ['t'] }, { source: ['dingtalk'] }] },
      { type: [{ prefix: 't' }] },
      { type: ['u'] },
    ]);
    expect(index.match({ source: 'dingtalk', type: 't', data: { a: 1 } })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(index.match({ source: 'aws.ec2', type: 'u', data: {} })).toEqual([2, 6]);
  });

  it('finds nothing when it is empty, and takes any iterable', () => {
    expect(createPatternIndex([]).match({ source: 's', type: 't' })).toEqual([]);
    expect(
      createPatternIndex(new Set([{ pattern: compilePattern({ type: ['t'] }), value: 'x' }])).match({
        source: 's',
        type: 't',
      }),
    ).toEqual(['x']);
  });

  it('finds the same value as often as it was entered', () => {
    const pattern = compilePattern({ type: ['t'] });
    expect(
      createPatternIndex([
        { pattern, value: 'x' },
        { pattern, value: 'x' },
      ]).match({ source: 's', type: 't' }),
    ).toEqual(['x', 'x']);
  });

  it('finds events whose attributes are lists, missing or named like inherited properties', () => {
    const index = indexOf([{ type: ['t'] }, { source: ['s'] }, { type: ['constructor'] }]);
    expect(index.match({ type: ['x', 't'], source: [['s']] })).toEqual([0, 1]);
    expect(index.match({ source: 's' })).toEqual([1]);
    expect(index.match({ source: '__proto__', type: 'constructor' })).toEqual([2]);
  });

  it('compares an event only with patterns that name its type or source, or neither', () => {
    let compared = 0;
    const counted = (pattern: EventPattern): EventPattern => ({
      ...pattern,
      matches: (event) => {
        compared++;
        return pattern.matches(event);
      },
    });
    const patterns = Array.from({ length: 10_000 }, (_, i) => ({ source: ['dingtalk'], type: [`type-${i}`] }));
    const others = [{ source: ['dingtalk'] }, { source: ['aws.ec2'] }, { data: { a: [1] } }];
    const index = createPatternIndex(
      [...patterns, ...others].map((pattern, value) => ({ pattern: counted(compilePattern(pattern)), value })),
    );
    expect(index.match({ source: 'dingtalk', type: 'type-42', data: { a: 1 } })).toEqual([42, 10_000, 10_002]);
    expect(compared).toBe(3);
  });

  it('finds what comparing with every pattern finds', () => {
    const text = fc.constantFrom<JsonValue>('a', 'b', 'c');
    const list = fc.array(fc.oneof(text, fc.constantFrom<JsonValue>({ prefix: 'a' }, { exists: false }, null, 1)), {
      minLength: 1,
      maxLength: 2,
    });
    const texts = fc.array(text, { minLength: 1, maxLength: 2 });
    const fields = fc.record(
      { source: fc.oneof(texts, list), type: fc.oneof(texts, list), app: list },
      { requiredKeys: [] },
    );
    const some = fields.filter((one) => Object.keys(one).length > 0);
    const pattern = fc.oneof(
      some,
      fc.tuple(fields, some, some).map(([outer, a, b]) => ({ ...outer, $or: [a, b] })),
    );
    const value = fc.oneof(
      { weight: 5, arbitrary: text },
      fc.constantFrom<JsonValue>(null, 1, ['a', 'c'], [['b']], {}),
    );
    const event = fc.record({ source: value, type: value, app: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), fc.array(event, { maxLength: 4 }), (patterns, events) => {
        const index = indexOf(patterns as JsonObject[]);
        const compiled = patterns.map(compilePattern);
        for (const one of events as JsonObject[]) {
          const expected = compiled.flatMap(({ matches }, i) => (matches(one) ? [i] : []));
          expect(index.match(one)).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });
});
