/** What one comparison of a pattern with an event may cost. A step is about one look at a key or a value. */
const MATCH_STEPS = 2_000_000;
/** What all patterns together may cost for one event. */
const EVENT_STEPS = 10_000_000;
/** What a comparison may cost even when the others have used everything up: ample for ordinary patterns and events. */
const LEAST_STEPS = 2_000;

/** What comparing one event with patterns may still cost; it counts down. */
export interface MatchBudget {
  /** Steps that are left for all comparisons together. */
  left: number;
  /** How many comparisons were too costly, so that they were given up and counted as matches. */
  givenUp: number;
}

/** The steps that are left for one comparison. */
export interface Meter {
  left: number;
}

/** Ends a comparison from within. It never leaves {@link compareWithin}. */
class OutOfSteps extends Error {
  override readonly name = 'OutOfSteps';
}

/**
 * Creates a budget for one event, to be shared by all patterns that it is compared with.
 * @param steps @default 10 million: well under half a second
 */
export function createMatchBudget(steps = EVENT_STEPS): MatchBudget {
  return { left: steps, givenUp: 0 };
}

/** Takes steps off a comparison, and ends it when there are not enough. */
export function spend(meter: Meter, steps: number): void {
  meter.left -= steps;
  if (meter.left < 0) throw new OutOfSteps();
}

/**
 * Runs one comparison within its own limit and what the budget has left. One that is given up counts as a match: for a hub,
 * an event too many does less harm than an event that is lost without a trace. Patterns that cost little are decided exactly
 * even when others have used the budget up.
 */
export function compareWithin(budget: MatchBudget, compare: (meter: Meter) => boolean): boolean {
  const allowed = Math.max(LEAST_STEPS, Math.min(MATCH_STEPS, budget.left));
  const meter = { left: allowed };
  try {
    return compare(meter);
  } catch (error) {
    if (!(error instanceof OutOfSteps)) throw error;
    budget.givenUp++;
    return true;
  } finally {
    budget.left -= allowed - Math.max(0, meter.left);
  }
}
