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

/** How many beginnings of the wildcard fit a text, closing quotes included: the measure by its definition. */
function beginningsThatFit(wildcard: string, text: string): number {
  const tokens = [...`"${wildcard}"`];
  return tokens.filter((_, i) => fits(tokens.slice(0, i + 1).join(''), text)).length;
}

/** All texts of these letters, from none to `length` of them. */
function allTexts(letters: string, length: number): string[] {
  if (length === 0) return [''];
  return ['', ...allTexts(letters, length - 1).flatMap((rest) => [...letters].map((letter) => letter + rest))];
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

  it('of every two short wildcards is the most beginnings that fit one text, or up to two less', () => {
    const wildcards = allTexts('ab*', 4).filter((one) => one !== '' && !one.includes('**'));
    // Two wildcards of four characters, one after the other: no text needs more to fit what both of them can.
    const texts = allTexts('ab', 8).flatMap((text) => [`"${text}`, `"${text}"`]);
    const fitting = wildcards.map((one) => Uint8Array.from(texts, (text) => beginningsThatFit(one, text)));
    const wrong: string[] = [];
    fitting.forEach((ofFirst, i) => {
      fitting.slice(i).forEach((ofSecond, k) => {
        const pair = [...new Set([wildcards[i] as string, wildcards[i + k] as string])];
        const most = ofFirst.reduce((top, n, at) => Math.max(top, k === 0 ? n : n + (ofSecond[at] as number)), 0);
        const counted = complexity(...pair);
        if (counted > most || counted < most - 2) wrong.push(`${pair.join(' and ')}: ${counted} instead of ${most}`);
      });
    });
    expect(wrong).toEqual([]);
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
