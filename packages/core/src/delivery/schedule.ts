import { HOUR_MS, MINUTE_MS, type Random, SECOND_MS } from '../time';

/**
 * How long before each attempt, in ms: 75.6 hours in all. Source: the Standard Webhooks specification, "Retry schedule", with
 * the minute between seconds and minutes that a restart takes.
 */
export const ATTEMPT_DELAYS_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** The schedule with all its jitter: no attempt is put off beyond this, whatever a receiver asks for. */
export const LONGEST_PENDING_MS = ATTEMPT_DELAYS_MS.reduce((sum, delay) => sum + delay, 0) * 1.2;

/** Each delay is up to this much shorter or longer, so that what failed together is not tried together. */
const JITTER = 0.2;

/**
 * How long to wait after `tries` failed attempts, in ms; undefined when there are no more.
 * @param retryAfterMs what the receiver asked for; honoured between the delay of the schedule and twice of it
 */
export function nextDelayMs(tries: number, random: Random, retryAfterMs?: number): number | undefined {
  const base = ATTEMPT_DELAYS_MS[tries];
  if (base === undefined) return undefined;
  if (retryAfterMs !== undefined) return Math.round(Math.min(Math.max(retryAfterMs, base), 2 * base));
  return Math.round(base * (1 + JITTER * (2 * fraction(random) - 1)));
}

/** A fraction from 0 to 1. */
export function fraction(random: Random): number {
  const [high = 0, low = 0] = random(2);
  return (high * 256 + low) / 65_535;
}

/**
 * The ms that a Retry-After header asks for: seconds, or an HTTP date.
 * @returns undefined for anything else, also for a date that is past
 */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * SECOND_MS;
  const at = /^[A-Z][a-z]{2},? /.test(text) ? Date.parse(text) : Number.NaN;
  return at > now ? at - now : undefined;
}
