import { ATTEMPT_DELAYS_MS, LONGEST_PENDING_MS, nextDelayMs, parseRetryAfter } from '../../src/delivery/schedule';

const HOUR = 3_600_000;
const bytes = (value: number) => (size: number) => new Uint8Array(size).fill(value);
const middle = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i === 0 ? 128 : 0));

describe('the schedule of attempts', () => {
  it('has eleven attempts in 75.6 hours', () => {
    expect(ATTEMPT_DELAYS_MS).toHaveLength(11);
    expect(ATTEMPT_DELAYS_MS.reduce((sum, delay) => sum + delay) / HOUR).toBeCloseTo(75.6, 1);
    expect(LONGEST_PENDING_MS / HOUR).toBeGreaterThan(75.6 * 1.19);
  });

  it('is never more than a fifth away from its delays, in both directions', () => {
    for (let tries = 1; tries < 11; tries++) {
      const base = ATTEMPT_DELAYS_MS[tries] ?? 0;
      expect(nextDelayMs(tries, bytes(0))).toBe(Math.round(base * 0.8));
      expect(nextDelayMs(tries, bytes(255))).toBe(Math.round(base * 1.2));
      expect((nextDelayMs(tries, middle) ?? 0) / base).toBeCloseTo(1, 2);
    }
  });

  it('ends after the eleventh attempt, whatever the receiver asks for', () => {
    expect(nextDelayMs(11, middle)).toBeUndefined();
    expect(nextDelayMs(11, middle, 1000)).toBeUndefined();
    expect(nextDelayMs(12, middle)).toBeUndefined();
  });

  it.each([
    ['less than the delay', 1000, 60_000],
    ['between it and its double', 90_000, 90_000],
    ['more than its double', 9_000_000, 120_000],
  ])('honours a Retry-After of %s within these bounds', (_, asked, expected) => {
    expect(nextDelayMs(2, middle, asked)).toBe(expected);
  });
});

describe('a Retry-After header', () => {
  const now = Date.UTC(2026, 10, 23, 8);
  it.each<[string | undefined, number | undefined]>([
    ['120', 120_000],
    [' 7 ', 7000],
    ['0', 0],
    ['Mon, 23 Nov 2026 08:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 07:00:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1e9', undefined],
    ['99999999999999999999', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j asks for %s ms', (text, expected) => {
    expect(parseRetryAfter(text, now)).toBe(expected);
  });
});
