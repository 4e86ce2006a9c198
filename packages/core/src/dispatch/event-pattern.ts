import { isJsonObject, type JsonObject } from '../json';
import { expandBranches } from './pattern-branches';
import { compareWithin, createMatchBudget, type MatchBudget } from './pattern-budget';
import type { Condition } from './pattern-condition';
import { unexpected } from './pattern-error';
import { checkLimits } from './pattern-limits';
import { byCost, type Finding, findValues, matchesBranch } from './pattern-match';

export { createMatchBudget, type MatchBudget } from './pattern-budget';
export { InvalidPattern } from './pattern-error';

/** An Amazon EventBridge event pattern, compiled. */
export interface EventPattern {
  /**
   * Whether an event matches. Never throws. Its cost grows with the size of the event times that of the pattern, `$or`
   * multiplied out, and not faster; and it is limited. A comparison that would cost more is given up and counts as a match,
   * since an event too many does less harm than one that is lost.
   * @param budget what comparisons of this event may cost together; its `givenUp` tells whether this one was given up
   * @default a budget of its own
   */
  matches(event: JsonObject, budget?: MatchBudget): boolean;
  /** The only `source` values that can match, or undefined when it is not a matter of exact texts. */
  readonly sources?: readonly string[];
  /** The only `type` values that can match, likewise. */
  readonly types?: readonly string[];
}

/**
 * Compiles an event pattern with the meaning that AWS gives it: fields are joined by "and", the values of a field by "or",
 * `$or` by "or" between objects; an array matches by any of its elements, and several fields of the objects in an array by one
 * and the same element.
 *
 * It differs from AWS in what it accepts: `numeric` is not limited to ±5·10⁹, patterns may have 16 384 characters, and a `$or`
 * that is no list of two or more objects is refused, where AWS takes it for a field of that name.
 * @example
 * compilePattern({ type: ['bpms_instance_change'], data: { result: [{ 'anything-but': 'agree' }] } }).matches(event)
 * @throws {@link InvalidPattern} for everything that is no pattern, and for nothing else
 */
export function compilePattern(pattern: unknown): EventPattern {
  checkLimits(pattern);
  if (!isJsonObject(pattern)) throw unexpected([], 'an object', pattern);
  const branches = expandBranches(pattern).map((branch) => [...branch.values()].sort(byCost));
  const [only, ...more] = branches;
  const sources = textsOf(branches, 'source');
  const types = textsOf(branches, 'type');
  return {
    ...(sources === undefined ? {} : { sources }),
    ...(types === undefined ? {} : { types }),
    matches(event, budget = createMatchBudget()) {
      return compareWithin(budget, (meter) => {
        if (only !== undefined && more.length === 0)
          return matchesBranch(only, (condition) => findValues(condition, event, meter), meter);
        // Branches share conditions: each is looked up once.
        const findings = new Map<Condition, Finding>();
        const find = (condition: Condition): Finding => {
          const finding = findings.get(condition) ?? findValues(condition, event, meter);
          findings.set(condition, finding);
          return finding;
        };
        return branches.some((branch) => matchesBranch(branch, find, meter));
      });
    },
  };
}

/** The texts that a field must have one of, over all branches. */
function textsOf(branches: readonly (readonly Condition[])[], name: string): readonly string[] | undefined {
  const texts = new Set<string>();
  for (const branch of branches) {
    const wanted = branch.find(({ field }) => field.name === name)?.texts;
    if (wanted === undefined) return undefined;
    for (const text of wanted) texts.add(text);
  }
  return [...texts];
}
