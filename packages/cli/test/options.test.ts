import { CliError } from '../src/failure';
import { instant } from '../src/options';

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
