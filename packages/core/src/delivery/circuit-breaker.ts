import { DAY_MS, MINUTE_MS, SECOND_MS } from '../time';

/** What is remembered of a receiver. Times are epoch ms. */
export interface Health {
  /** The last outcomes, the oldest first. Kept from the first failure on: a receiver that is well needs no record. */
  readonly outcomes: readonly { readonly at: number; readonly ok: boolean }[];
  /** The breaker is open since then. */
  readonly openedAt?: number;
  /** While open: when somebody may try whether it is well again. */
  readonly probeAt?: number;
  /** The first failure since the last success. */
  readonly failingSince?: number;
}

/** Whether a receiver may be called. */
export type BreakerDecision =
  | { readonly kind: 'go' }
  /** As a trial, while all others wait. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'wait'; readonly until: number };

/** Source of the figures: Convoy's circuit breaker. */
const WINDOW_MS = 5 * MINUTE_MS;
const FEWEST_OUTCOMES = 10;
const FAILURE_RATIO = 0.7;
const HALF_OPEN_MS = 30 * SECOND_MS;
const MOST_OUTCOMES = 100;

/** Only failures for so long disable a subscription. */
const DISABLE_AFTER_MS = 5 * DAY_MS;

/** True for a receiver of which nothing has to be remembered. */
export function isHealthy({ outcomes, failingSince, openedAt }: Health): boolean {
  return outcomes.length === 0 && failingSince === undefined && openedAt === undefined;
}

/** Whether it may be called at `now`. */
export function decide({ openedAt, probeAt = 0 }: Health, now: number): BreakerDecision {
  if (openedAt === undefined) return { kind: 'go' };
  // A clock that went back does not keep it closed longer than it would have been.
  if (now >= probeAt || now < openedAt) return { kind: 'probe' };
  return { kind: 'wait', until: probeAt };
}

/** After a probe was given out: the next one is due when this one has had its time. */
export function probing(health: Health, now: number): Health {
  return { ...health, probeAt: now + HALF_OPEN_MS };
}

/** After an attempt. A success closes the breaker; enough failures open it. */
export function recorded(before: Health, ok: boolean, now: number): Health {
  const { failingSince = now } = before;
  const inWindow = before.outcomes.filter(({ at }) => at > now - WINDOW_MS && at <= now);
  if (ok) {
    // Well again, or well for the whole window but for what has left it: from here on nothing needs to be remembered.
    if (before.openedAt !== undefined || inWindow.every((outcome) => outcome.ok)) return { outcomes: [] };
    return { outcomes: [...inWindow, { at: now, ok }].slice(-MOST_OUTCOMES) };
  }
  const outcomes = [...inWindow, { at: now, ok }].slice(-MOST_OUTCOMES);
  const failures = outcomes.filter((outcome) => !outcome.ok).length;
  if (before.openedAt !== undefined) {
    return { outcomes, failingSince, openedAt: before.openedAt, probeAt: now + HALF_OPEN_MS };
  }
  const opens = outcomes.length >= FEWEST_OUTCOMES && failures >= FAILURE_RATIO * outcomes.length;
  return { outcomes, failingSince, ...(opens ? { openedAt: now, probeAt: now + HALF_OPEN_MS } : {}) };
}

/** True when there have been only failures for five days. */
export function hasFailedForGood({ failingSince }: Health, now: number): boolean {
  return failingSince !== undefined && now - failingSince >= DISABLE_AFTER_MS;
}
