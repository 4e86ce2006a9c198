import { compilePattern, InvalidPattern } from '../../src/dispatch/event-pattern';

const refusal = (pattern: unknown): InvalidPattern => {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (error instanceof InvalidPattern) return error;
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(pattern)}`);
};
const refusalOf = (...alternatives: unknown[]) => refusal({ data: { state: alternatives } });

describe('a pattern is refused with its place', () => {
  it.each<[unknown, string, string]>([
    [null, '', 'pattern: expected an object, found null'],
    [undefined, '', 'pattern: expected an object, found nothing'],
    ['{}', '', 'pattern: expected an object, found "{}"'],
    [[{ a: [1] }], '', 'pattern: expected an object, found a list'],
    [{}, '', 'pattern: expected at least one field'],
    [{ a: [1], b: { c: {} } }, 'b.c', 'b.c: expected at least one field'],
    [{ a: 'x' }, 'a', 'a: expected a list of values or an object, found "x"'],
    [{ a: { b: 1 } }, 'a.b', 'a.b: expected a list of values or an object, found 1'],
    [{ a: { b: null } }, 'a.b', 'a.b: expected a list of values or an object, found null'],
    [{ a: [] }, 'a', 'a: expected at least one value or operator, found an empty list'],
    [{ $or: { a: [1] } }, '$or', '$or: expected a list of two or more objects, found an object'],
    [{ a: { $or: [{ b: [1] }] } }, 'a.$or', 'a.$or: expected a list of two or more objects, found a list'],
    [{ $or: [{ a: [1] }, 'x'] }, '$or[1]', '$or[1]: expected an object, found "x"'],
    [{ $or: [{ a: [1] }, {}] }, '$or[1]', '$or[1]: expected at least one field'],
    [
      { $or: [{ a: [1] }, { a: { b: 2 } }] },
      '$or[1].a.b',
      '$or[1].a.b: expected a list of values or an object, found 2',
    ],
    [
      { $or: [{ a: [1] }, { numeric: ['>', 2] }] },
      '$or[1].numeric',
      '$or[1].numeric: reserved: no field can have this name inside $or',
    ],
    [
      { $or: [{ a: { prefix: ['x'] } }, { b: [1] }] },
      '$or[0].a.prefix',
      '$or[0].a.prefix: reserved: no field can have this name inside $or',
    ],
  ])('%j', (pattern, path, message) => {
    const error = refusal(pattern);
    expect(error).toMatchObject({ name: 'InvalidPattern', code: 'invalid_pattern', path, message });
  });
});

describe('an operator is refused', () => {
  it.each<[string, unknown, string]>([
    ['when it is unknown', { contains: 'x' }, 'data.state[0]: expected an operator'],
    ['in another case', { EXISTS: true }, 'found "EXISTS"'],
    ['when it is a name that every object has', { toString: 'x' }, 'found "toString"'],
    ['when it is __proto__', JSON.parse('{"__proto__": "x"}'), 'found "__proto__"'],
    ['beside another in one object', { prefix: 'a', suffix: 'b' }, 'found an object'],
    ['when the object is empty', {}, 'found an object'],
    ['as a list in a list', ['x'], 'found a list'],
    [
      'prefix of a number',
      { prefix: 1 },
      'data.state[0].prefix: expected a text or {"equals-ignore-case": a text}, found 1',
    ],
    ['prefix of a list', { prefix: ['x'] }, 'found a list'],
    ['suffix of another operator', { suffix: { wildcard: 'x' } }, 'data.state[0].suffix.wildcard'],
    ['suffix of two things', { suffix: { 'equals-ignore-case': 'x', a: 1 } }, 'found an object'],
    ['equals-ignore-case of a list', { 'equals-ignore-case': ['x'] }, 'expected a text, found a list'],
    [
      'equals-ignore-case of an operator',
      { 'equals-ignore-case': { prefix: 'x' } },
      'expected a text, found an object',
    ],
    ['exists of a text', { exists: 'true' }, 'expected true or false, found "true"'],
    ['wildcard of a number', { wildcard: 1 }, 'expected a text, found 1'],
    ['wildcard of a list', { wildcard: ['x'] }, 'expected a text, found a list'],
    [
      'wildcard with two stars in a row',
      { wildcard: 'a**b' },
      'data.state[0].wildcard: two stars in a row at position 1',
    ],
    ['wildcard with an unknown escape', { wildcard: 'a\\b' }, 'only \\* and \\\\ are escapes, at position 1'],
    ['wildcard with an escape at the end', { wildcard: 'a\\' }, 'only \\* and \\\\ are escapes, at position 1'],
    [
      'anything-but of null',
      { 'anything-but': null },
      'data.state[0].anything-but: expected only texts or only numbers',
    ],
    ['anything-but of a boolean', { 'anything-but': true }, 'found true'],
    ['anything-but of nothing', { 'anything-but': [] }, 'found an empty list'],
    [
      'anything-but of mixed values',
      { 'anything-but': ['a', 1] },
      'data.state[0].anything-but[1]: expected only texts',
    ],
    ['anything-but of numbers and null', { 'anything-but': [1, null] }, 'anything-but[1]'],
    ['anything-but of operators in a list', { 'anything-but': [{ wildcard: 'x*' }] }, 'anything-but[0]'],
    ['anything-but of another operator', { 'anything-but': { numeric: ['>', 1] } }, 'found "numeric"'],
    ['anything-but of an empty object', { 'anything-but': {} }, 'exactly one of'],
    ['anything-but of two operators', { 'anything-but': { prefix: 'a', suffix: 'b' } }, 'exactly one of'],
    ['anything-but of an empty prefix', { 'anything-but': { prefix: '' } }, 'an empty text excludes every text'],
    ['anything-but of an empty suffix among others', { 'anything-but': { suffix: ['a', ''] } }, 'an empty text'],
    [
      'anything-but of a prefix that ignores case',
      { 'anything-but': { prefix: { 'equals-ignore-case': 'x' } } },
      'a text or a list of texts',
    ],
    [
      'anything-but of numbers as prefixes',
      { 'anything-but': { prefix: ['a', 1] } },
      'anything-but.prefix[1]: expected a text',
    ],
    ['anything-but of no prefixes', { 'anything-but': { prefix: [] } }, 'found an empty list'],
    ['anything-but of a bad wildcard', { 'anything-but': { wildcard: ['a', '**'] } }, 'two stars in a row'],
    ['cidr without a mask', { cidr: '10.0.0.1' }, 'data.state[0].cidr: expected an address range'],
    ['cidr of a list', { cidr: ['10.0.0.0/8'] }, 'found a list'],
  ])('%s', (_, operator, message) => {
    expect(refusalOf(operator).message).toContain(message);
  });

  it.each<[unknown, string]>([
    [5, 'data.state[0].numeric: expected a list like'],
    [[], 'data.state[0].numeric[0]: expected one of = < <= > >=, found nothing'],
    [['='], 'numeric[1]: expected a number, found nothing'],
    [['=', '5'], 'numeric[1]: expected a number, found "5"'],
    [['!=', 5], 'numeric[0]: expected one of = < <= > >=, found "!="'],
    [[5, '>'], 'numeric[0]'],
    [['>', 0, '<'], 'numeric[3]: expected a number, found nothing'],
    [['>', 0, '>', 1], 'numeric[2]: expected "<" or "<=", found ">"'],
    [['<', 5, '>', 0], 'numeric[2]: expected nothing after a bound with <'],
    [['=', 5, '<', 9], 'numeric[2]: expected nothing after a bound with ='],
    [['>', 1, '<', 1], 'numeric[3]: expected a number above 1, found 1'],
    [['>', 5, '<', 1], 'numeric[3]: expected a number above 5, found 1'],
    [['>', 1, '<', 5, '<'], 'numeric[4]: expected no more than two comparisons'],
    [['>', Number.POSITIVE_INFINITY], 'numeric[1]: expected a number'],
  ])('numeric %j', (numeric, message) => {
    expect(refusalOf('x', { numeric }).message).toContain(
      message.replace('[0].numeric:', '[1].numeric:').replace('state[0]', 'state[1]'),
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined], [() => true], [Symbol('x')], [10n], [new Date(0)]])(
    'as a value that JSON does not have: %p',
    (value) => {
      expect(refusalOf(value).path).toBe('data.state[0]');
    },
  );
});

describe('a refusal', () => {
  it('repeats no long value', () => {
    expect(refusalOf({ prefix: 1, [`secret-${'x'.repeat(80)}`]: 1 }).message).not.toContain('xxx');
    expect(refusalOf({ exists: 'x'.repeat(80) }).message).toContain('found a text of 80 characters');
    expect(refusal({ a: 'x'.repeat(80) }).message).not.toContain('xxx');
  });

  it('shortens long names and long paths', () => {
    const deep = Array.from({ length: 60 }, (_, i) => `level-${i}`).reduceRight<unknown>(
      (inner, name) => ({ [name]: inner }),
      5,
    );
    expect(refusal({ ['n'.repeat(1000)]: 5 }).path).toHaveLength(41);
    expect(refusal(deep).path).toMatch(/^level-0\.level-1\..*….*\.level-59$/);
    expect(refusal(deep).message.length).toBeLessThan(300);
  });
});
