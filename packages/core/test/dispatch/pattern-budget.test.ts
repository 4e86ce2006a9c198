import { compilePattern, createMatchBudget, InvalidPattern } from '../../src/dispatch/event-pattern';
import { createPatternIndex } from '../../src/dispatch/pattern-index';
import type { JsonObject, JsonValue } from '../../src/index';

const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const object = <T>(count: number, make: (i: number) => readonly [string, T]) => Object.fromEntries(many(count, make));

/** Fields that are absent, with names of 95 parts that begin alike. */
const absentFields = (count: number): JsonObject =>
  object(count, (i) => [`${'a.'.repeat(94)}k${i}`, [{ exists: false }]]);
/** Thousand combinations of conditions on one array. */
const combinations: JsonObject = {
  list: {
    $or: many(10, (i) => ({ [`a${i}`]: [1] })),
    x: { $or: many(10, (i) => ({ [`b${i}`]: [1] })) },
    y: { $or: many(10, (i) => ({ [`c${i}`]: [1] })) },
  },
};
const element = (i: number): JsonObject =>
  [object(10, (j) => [`a${j}`, 1]), { x: object(10, (j) => [`b${j}`, 1]) }, { y: object(10, (j) => [`c${j}`, 1]) }][
    i % 3
  ] ?? {};
const envelope = (data: JsonObject): JsonObject => ({ source: 's', type: 't', ...data });

function timed<T>(run: () => T): { readonly result: T; readonly ms: number } {
  const started = performance.now();
  const result = run();
  return { result, ms: performance.now() - started };
}

const attacks: readonly (readonly [string, JsonObject, () => JsonObject])[] = [
  ['names of many parts, empty objects', absentFields(20), () => ({ a: many(340_000, () => ({})) })],
  ['names of many parts, other objects', absentFields(20), () => ({ a: many(100_000, () => ({ b: 1 })) })],
  ['many combinations on one array', combinations, () => ({ list: many(10_000, element) })],
  [
    'many conditions on one array',
    { list: object(1300, (i) => [`k${i}`, [1]]) },
    () => ({ list: many(100, (i) => object(1300, (j) => [`k${j}`, i === j % 100 ? 1 : 0])) }),
  ],
  [
    'many foldings of a long text',
    { a: many(500, (i) => ({ 'equals-ignore-case': `x${i}` })) },
    () => ({ a: 'ÄΣ'.repeat(450_000) }),
  ],
  [
    'many tests of many values',
    { a: many(700, (i) => ({ prefix: `q${i}` })) },
    () => ({ a: many(100_000, () => 'q') }),
  ],
];

describe('a costly comparison', () => {
  it.each(attacks)('is given up soon and counts as a match: %s', (_, pattern, event) => {
    const compiled = compilePattern(pattern);
    const data = event();
    const budget = createMatchBudget();
    const { result, ms } = timed(() => compiled.matches(data, budget));
    expect(result).toBe(true);
    expect(budget.givenUp).toBe(1);
    expect(ms).toBeLessThan(10_000);
    expect(compiled.matches(data)).toBe(true);
  });

  it.each(attacks)('does not become costlier by a thousand patterns: %s', (_, pattern, event) => {
    const costly = { pattern: compilePattern(pattern), value: 'costly' };
    const ordinary = [
      { pattern: compilePattern({ source: ['s'], type: ['t'] }), value: 'wanted' },
      { pattern: compilePattern({ source: ['s'], type: [{ prefix: 'x' }] }), value: 'other type' },
      { pattern: compilePattern({ b: { c: ['x'] } }), value: 'other data' },
    ];
    const index = createPatternIndex([...many(1000, () => costly), ...ordinary]);
    const data = envelope(event());
    const told: string[] = [];
    const { result, ms } = timed(() => index.match(data, (value) => told.push(value)));
    expect(result).toEqual([...many(1000, () => 'costly'), 'wanted']);
    expect(told).toEqual(many(1000, () => 'costly'));
    expect(ms).toBeLessThan(20_000);
  });

  it('leaves other events of the same pattern exact', () => {
    const compiled = compilePattern(combinations);
    const budget = createMatchBudget();
    expect(compiled.matches({ list: [{ a3: 1, x: { b4: 1 }, y: { c5: 1 } }, {}] }, budget)).toBe(true);
    expect(compiled.matches({ list: [{ a3: 1, x: { b4: 1 } }, { y: { c5: 1 } }] }, budget)).toBe(false);
    expect(compilePattern(absentFields(20)).matches({ a: many(100, () => ({})) }, budget)).toBe(true);
    expect(budget.givenUp).toBe(0);
  });
});

describe('a budget', () => {
  const pattern = compilePattern({ a: { x: [1], y: [2] } });
  const list = (length: number): JsonObject => ({
    a: many<JsonValue>(length, (i) => (i % 2 === 0 ? { x: 1 } : { y: 2 })),
  });

  it('counts down by what comparisons take', () => {
    const budget = createMatchBudget(1000);
    expect(pattern.matches({ a: { x: 1, y: 2 } }, budget)).toBe(true);
    expect(budget.left).toBeLessThan(1000);
    expect(budget.left).toBeGreaterThan(950);
    expect(budget.givenUp).toBe(0);
  });

  it('loses no more than one comparison may take', () => {
    const budget = createMatchBudget(5_000_000);
    const folding = compilePattern({ a: many(500, (i) => ({ 'equals-ignore-case': `x${i}` })) });
    expect(folding.matches({ a: 'x'.repeat(900_000) }, budget)).toBe(true);
    expect(budget).toEqual({ left: 3_000_000, givenUp: 1 });
  });

  it('that is used up still decides what costs little', () => {
    const budget = createMatchBudget(0);
    expect(pattern.matches(list(10), budget)).toBe(false);
    expect(budget).toMatchObject({ givenUp: 0 });
    expect(pattern.matches(list(10_000), budget)).toBe(true);
    expect(budget).toMatchObject({ givenUp: 1 });
    expect(pattern.matches({ a: { x: 1 } }, budget)).toBe(false);
    expect(pattern.matches(list(10_000))).toBe(false);
  });
});

describe('names of many parts', () => {
  it('are refused when there are too many of them', () => {
    const { ms } = timed(() => expect(() => compilePattern(absentFields(72))).toThrow(InvalidPattern));
    expect(ms).toBeLessThan(2000);
    expect(() => compilePattern(absentFields(72))).toThrow('too many fields with names of many levels');
  });

  it('are accepted where patterns have them', () => {
    const field = 'a.b.c.d.e.f.g.h';
    const pattern = object(500, (i) => [`${field}${i}`, [1]]);
    expect(compilePattern(pattern).matches(object(500, (i) => [`${field}${i}`, 1]))).toBe(true);
  });
});
