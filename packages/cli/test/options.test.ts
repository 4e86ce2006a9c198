import { CliError } from '../src/failure';
import { duration, durations, fraction, instant, oneOf, positiveNumber, several, wholeNumber } from '../src/options';
import { languageOfTests } from './language-of-tests';

const inLanguage = languageOfTests();

describe('a time on the command line', () => {
  const now = Date.UTC(2026, 10, 26);
  const read = instant('--since', now);

  it.each([
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T08:00', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23 08:00:01', '2026-11-23T08:00:01.000Z'],
    ['2026-11-23T08:00:01.5Z', '2026-11-23T08:00:01.500Z'],
    ['2026-11-23T16:00+08:00', '2026-11-23T08:00:00.000Z'],
    ['2026-11-26 17:53:29.258Z', '2026-11-26T17:53:29.258Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['90s', '2026-11-25T23:58:30.000Z'],
    ['7d', '2026-11-19T00:00:00.000Z'],
  ])('%s is %s, in UTC where it names no zone', (text, expected) => {
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Shanghai';
    expect(new Date(read(text)).toISOString()).toBe(expected);
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it.each([
    '1',
    '',
    '2026',
    '2026-11',
    '2026-02-31',
    '2025-02-29',
    '2026-13-01',
    '2026-11-23T25:00',
    '23.11.2026',
    '5y',
  ])('%j is refused', (text) => {
    expect(() => read(text)).toThrow(CliError);
    expect(() => read(text)).toThrow(/^--since must be a time such as/);
  });
});

describe('values that are none', () => {
  it.each<[string, () => unknown, string]>([
    ['a whole number', () => wholeNumber('--limit', 1, 9)('x'), '--limit 必须是从 1 到 9 的整数，而不是“x”。'],
    ['a number', () => positiveNumber('--rate')('0'), '--rate 必须是大于 0 的数，而不是“0”。'],
    ['a duration', () => duration('--delay')('5'), '--delay 必须是时长，例如 500ms、2s 或 1m，而不是“5”。'],
    ['a part of a whole', () => fraction('--fail')('2'), '--fail 必须是从 0 到 1 的数，而不是“2”。'],
    ['a word', () => oneOf('--state', ['dead', 'missed'])('x'), '--state 必须是以下之一：dead、missed，而不是“x”。'],
    ['a time', () => instant('--since', 0)('soon'), '15m、2h、7d；而不是“soon”。'],
  ])('are refused in Chinese where the environment is Chinese: %s', (_, read, message) => {
    inLanguage('zh_CN.UTF-8');
    expect(read).toThrow(message);
  });
});

describe('other values on the command line', () => {
  it.each([
    ['0ms', 0],
    ['500ms', 500],
    ['2s', 2000],
    ['1m', 60_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (text, ms) => expect(duration('--delay')(text)).toBe(ms));

  it.each(['', '5', '-1s', '1.5s', '1d', 's'])('%j is no duration', (text) => {
    expect(() => duration('--delay')(text)).toThrow(/^--delay must be a duration/);
  });

  it.each(['', ' ', '1.1', '-0.1', 'NaN', 'x'])('%j is no part of a whole', (text) => {
    expect(() => fraction('--fail')(text)).toThrow(/^--fail must be a number from 0 to 1/);
  });

  it('takes several durations with commas between them', () => {
    expect(durations('--retry-delays')('10ms, 2s')).toEqual([10, 2000]);
    expect(() => durations('--retry-delays')('10ms,')).toThrow(/^--retry-delays must be a duration/);
  });

  it('takes one of some words, and several of a kind', () => {
    expect(fraction('--fail')('0.3')).toBe(0.3);
    expect(oneOf('--state', ['dead', 'pending'])('dead')).toBe('dead');
    expect(() => oneOf('--state', ['dead', 'pending'])('DEAD')).toThrow('--state must be one of dead, pending');
    expect(
      ['a', 'b'].reduce<readonly string[] | undefined>((all, text) => several(String)(text, all), undefined),
    ).toEqual(['a', 'b']);
  });
});
