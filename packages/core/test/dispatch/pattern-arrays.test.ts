import fc from 'fast-check';
import { compilePattern } from '../../src/dispatch/event-pattern';
import type { JsonObject, JsonValue } from '../../src/index';

const approval: JsonObject = {
  tasks: [
    {
      user: 'anna',
      result: 'agree',
      comments: [
        { by: 'anna', text: 'ok' },
        { by: 'bert', text: 'why?' },
      ],
    },
    { user: 'bert', result: 'refuse', comments: [{ by: 'carl', text: 'no' }] },
    { user: 'carl' },
  ],
  groups: [
    [
      { lead: 'anna', size: 3 },
      { lead: 'bert', size: 5 },
    ],
    [{ lead: 'carl', size: 7 }],
  ],
  tags: ['urgent', 'leave'],
};
const matches = (pattern: JsonObject, event = approval) => compilePattern(pattern).matches(event);

describe('fields of objects in an array', () => {
  it('match in any element', () => {
    expect(matches({ tasks: { user: ['bert'] } })).toBe(true);
    expect(matches({ tasks: { user: ['dora'] } })).toBe(false);
  });

  it('match together in one element only', () => {
    expect(matches({ tasks: { user: ['anna'], result: ['agree'] } })).toBe(true);
    expect(matches({ tasks: { user: ['anna'], result: ['refuse'] } })).toBe(false);
  });

  it('match together in one element of an array of arrays', () => {
    expect(matches({ groups: { lead: ['bert'], size: [5] } })).toBe(true);
    expect(matches({ groups: { lead: ['bert'], size: [3] } })).toBe(false);
    expect(matches({ groups: { lead: ['anna'], size: [7] } })).toBe(false);
  });

  it('match in one element of each array, inner and outer', () => {
    expect(matches({ tasks: { user: ['anna'], comments: { by: ['bert'], text: ['why?'] } } })).toBe(true);
    expect(matches({ tasks: { user: ['anna'], comments: { by: ['bert'], text: ['ok'] } } })).toBe(false);
    expect(matches({ tasks: { user: ['bert'], comments: { by: ['bert'] } } })).toBe(false);
  });

  it('are independent of other arrays', () => {
    expect(matches({ tasks: { user: ['anna'] }, groups: { lead: ['carl'] }, tags: ['leave'] })).toBe(true);
    expect(matches({ tasks: { user: ['anna'], result: ['agree'] }, groups: { lead: ['carl'], size: [3] } })).toBe(
      false,
    );
  });

  it('match across $or in one element', () => {
    const either = { $or: [{ result: ['refuse'] }, { comments: { by: ['bert'] } }] };
    expect(matches({ tasks: { user: ['anna'], ...either } })).toBe(true);
    expect(matches({ tasks: { user: ['carl'], ...either } })).toBe(false);
  });

  it('are absent when no element has them', () => {
    expect(matches({ tasks: { score: [{ exists: false }] } })).toBe(true);
    expect(matches({ tasks: { result: [{ exists: false }] } })).toBe(false);
  });

  it('are absent in the element that a field with an earlier name has settled on', () => {
    const event = { list: [{ kind: 'open', owner: 'anna' }, { kind: 'closed' }] };
    expect(matches({ list: { kind: ['closed'], owner: [{ exists: false }] } }, event)).toBe(true);
    expect(matches({ list: { kind: ['open'], owner: [{ exists: false }] } }, event)).toBe(false);
    // As in AWS: no element is settled on when the absent field comes first.
    expect(
      matches({ list: { owner: [{ exists: false }], type: ['x'] } }, { list: [{ owner: 'anna' }, { type: 'x' }] }),
    ).toBe(false);
  });

  it('stand beside values and elements of any kind', () => {
    const event = { list: [1, null, 'x', [], {}, { a: 1, b: 2 }, [[{ a: 3 }]]] };
    expect(matches({ list: ['x'] }, event)).toBe(true);
    expect(matches({ list: { a: [3] } }, event)).toBe(true);
    expect(matches({ list: { a: [3], b: [2] } }, event)).toBe(false);
    expect(matches({ list: { a: [1], b: [2] } }, event)).toBe(true);
  });
});

/** What AWS's event-ruler does, step by step: one value for each field in the order of names, all from agreeing elements. */
function picksAgree(wanted: ReadonlyMap<string, readonly JsonValue[]>, event: JsonObject): boolean {
  type Elements = ReadonlyMap<readonly JsonValue[], number>;
  const fields: { name: string; value: JsonValue; elements: Elements }[] = [];
  const flatten = (value: JsonValue, name: string, elements: Elements): void => {
    if (Array.isArray(value)) {
      const array = value as readonly JsonValue[];
      for (const [i, item] of array.entries()) {
        flatten(item, name, typeof item === 'object' && item !== null ? new Map([...elements, [array, i]]) : elements);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) flatten(item, name === '' ? key : `${name}.${key}`, elements);
    } else fields.push({ name, value, elements });
  };
  flatten(event, '', new Map());

  const pick = (names: readonly string[], settled: Elements): boolean => {
    const [name, ...rest] = names;
    if (name === undefined) return true;
    const alternatives = wanted.get(name) ?? [];
    const agreeing = fields.filter(
      (field) => field.name === name && [...field.elements].every(([array, i]) => (settled.get(array) ?? i) === i),
    );
    const exists = (value: boolean) =>
      alternatives.some((one) => JSON.stringify(one) === JSON.stringify({ exists: value }));
    if (agreeing.length === 0) return exists(false) && pick(rest, settled);
    return agreeing.some(
      ({ value, elements }) =>
        (exists(true) || alternatives.includes(value)) && pick(rest, new Map([...settled, ...elements])),
    );
  };
  return pick([...wanted.keys()].sort(), new Map());
}

describe('array consistency', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const scalar = fc.constantFrom<JsonValue>(0, 1, 2);
  const lists = (item: fc.Arbitrary<JsonValue>) => fc.array(item, { minLength: 1, maxLength: 3 });
  const fieldsOf = (value: fc.Arbitrary<JsonValue>) =>
    fc.record({ a: value, b: value, c: value }, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
  const inner = fieldsOf(fc.oneof(scalar, lists(scalar)));
  const middle = fieldsOf(fc.oneof(scalar, inner, lists(inner)));
  const event = fieldsOf(fc.oneof(middle, lists(middle), lists(lists(middle))));
  const alternatives = fc.oneof(
    fc.constantFrom<readonly JsonValue[]>([{ exists: true }], [{ exists: false }], [1, { exists: false }]),
    scalar.map((value) => [value]),
  );
  const path = fc
    .tuple(fc.constantFrom('a', 'a', 'b'), fc.array(key, { minLength: 1, maxLength: 2 }))
    .map(([first, rest]) => [first, ...rest].join('.'));
  const wanted = fc.dictionary(path, alternatives, { minKeys: 2, maxKeys: 4 });

  it('is that of picking one value for each field from agreeing elements', () => {
    fc.assert(
      fc.property(event, wanted, (one, pattern) => {
        expect(matches(pattern, one)).toBe(picksAgree(new Map(Object.entries(pattern)), one));
      }),
      { numRuns: 4000 },
    );
  });

  it('asks an array for nothing that the element around it has by itself', () => {
    const list = [{ 'a.x': 1, a: [{ x: 5, y: 2 }, { x: 1 }] }, {}];
    expect(matches({ list: { a: { x: [1], y: [2] } } }, { list })).toBe(true);
    expect(matches({ list: { a: { x: [5], y: [9] } } }, { list })).toBe(false);
  });
});
