import fc from 'fast-check';
import { compilePattern } from '../../src/dispatch/event-pattern';
import { wildcardComplexity } from '../../src/dispatch/pattern-complexity';
import { fitsWildcard, parseWildcard } from '../../src/dispatch/pattern-wildcard';

const fits = (wildcard: string, text: string) => fitsWildcard(parseWildcard(wildcard, []), text);
const complexity = (...wildcards: string[]) => wildcardComplexity(wildcards.map((one) => [parseWildcard(one, [])]));

describe('a wildcard', () => {
  it.each([
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*a*', 'bab', true],
    ['ab*ba', 'aba', false],
    ['*ab*ab*', 'abab', true],
    ['*ab*ab*', 'abaab', true],
    ['*ab*ab*', 'aab', false],
    ['*aab', 'aaaab', true],
    ['a*b*c', 'acbbc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['\\\\*', '\\x', true],
    ['*\\**', 'a*b', true],
    ['*\\**', 'ab', false],
    ['a.c', 'abc', false],
    ['请*单', '请假申请单', true],
  ])('%j on %j: %s', (wildcard, text, expected) => {
    expect(fits(wildcard, text)).toBe(expected);
  });

  it('is what a regular expression is', () => {
    const tokens = fc.array(fc.constantFrom('a', 'b', '*', '\\*', '\\\\'), { maxLength: 8 });
    const wildcards = tokens.filter((list) => !list.some((token, i) => token === '*' && list[i + 1] === '*'));
    const texts = fc.array(fc.constantFrom('a', 'b', '*', '\\'), { maxLength: 10 }).map((list) => list.join(''));
    const sources: Record<string, string> = { '*': '[^]*', '\\*': '\\*', '\\\\': '\\\\' };
    fc.assert(
      fc.property(wildcards, texts, (list, text) => {
        const expression = new RegExp(`^${list.map((token) => sources[token] ?? token).join('')}$`);
        expect(fits(list.join(''), text)).toBe(expression.test(text));
      }),
      { numRuns: 5000 },
    );
  });
});

/** How many beginnings of the wildcards fit a text, closing quotes included: the measure by its definition. */
function beginningsThatFit(wildcards: readonly string[], text: string): number {
  return wildcards.reduce((sum, wildcard) => {
    const tokens = [...`"${wildcard}"`];
    return sum + tokens.filter((_, i) => fits(tokens.slice(0, i + 1).join(''), text)).length;
  }, 0);
}

describe('the complexity of wildcards', () => {
  it.each<[string[], number]>([
    [['approval/*'], 2],
    [['*a*a*a*a*'], 9],
    [['*a*a*a*a*a*'], 11],
    [['*xa*', '*xb*', '*xc*'], 9],
    [['*xa*', '*xb*', '*xc*', '*xd*'], 12],
    [['user/*', 'role/*', 'chat/*', 'device/*'], 4],
    [['same*', 'same*', 'same*'], 2],
    [['a', 'b', 'c'], 3],
    [[], 0],
  ])('of %j is %d', (wildcards, expected) => {
    expect(complexity(...wildcards)).toBe(expected);
  });

  it('counts the first star of one operator once', () => {
    const set = ['*pear*', '*plum*', '*lime*', '*fig*'].map((one) => parseWildcard(one, []));
    expect(wildcardComplexity([set])).toBeLessThan(10);
    expect(wildcardComplexity(set.map((one) => [one]))).toBe(12);
  });

  it('is not more than the most beginnings that fit one text', () => {
    const texts = ['']; // all texts of a and b up to six characters
    for (let i = 0; i < 63; i++) texts.push(`${texts[i]}a`, `${texts[i]}b`);
    const wildcard = fc
      .array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 5 })
      .map((list) => list.join('').replace(/\*+/g, '*'));
    fc.assert(
      fc.property(fc.uniqueArray(wildcard, { minLength: 1, maxLength: 2 }), (wildcards) => {
        const most = Math.max(
          ...texts.flatMap((text) => [
            beginningsThatFit(wildcards, `"${text}`),
            beginningsThatFit(wildcards, `"${text}"`),
          ]),
        );
        const counted = complexity(...wildcards);
        expect(counted).toBeLessThanOrEqual(most);
        expect(counted).toBeGreaterThanOrEqual(most - 2);
      }),
    );
  });

  it('is refused above ten, and alternatives with other beginnings do not add up', () => {
    const list = (...wildcards: string[]) => ({ a: wildcards.map((wildcard) => ({ wildcard })) });
    expect(() => compilePattern(list('*:*:*:*:*:queue/*'))).toThrow('a: too complex');
    expect(() => compilePattern(list('arn:*:*:*:queue/*'))).not.toThrow();
    expect(() => compilePattern(list('*:a/*', '*:b/*', '*:c/*', '*:d/*'))).toThrow('too complex');
    expect(() => compilePattern(list('user/*/x', 'role/*/x', 'chat/*/x', 'task/*/x', 'room/*/x'))).not.toThrow();
    expect(() => compilePattern({ a: [{ 'anything-but': { wildcard: ['*:*:*:*:*:*:*'] } }] })).toThrow('too complex');
  });
});
