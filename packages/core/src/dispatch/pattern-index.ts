import type { JsonObject } from '../json';
import { createMatchBudget, type EventPattern } from './event-pattern';

/** Many patterns, each with what is to be found by it. */
export interface PatternIndex<T> {
  /**
   * The values of all patterns that the event matches, in the order of the entries. Patterns share a budget: what is left of
   * 10 million steps, at least 2000 for each. A pattern that needs more counts as matching.
   * @param onTooCostly is told the value of each such pattern
   */
  match(event: JsonObject, onTooCostly?: (value: T) => void): readonly T[];
}

/** One pattern and its value. */
export interface PatternEntry<T> {
  readonly pattern: EventPattern;
  readonly value: T;
}

interface Candidate<T> extends PatternEntry<T> {
  readonly position: number;
}

/**
 * Creates an index over patterns: by the types that they name, else by the sources, so that an event is compared with those
 * alone that can match it, and with those that name neither.
 */
export function createPatternIndex<T>(entries: Iterable<PatternEntry<T>>): PatternIndex<T> {
  const all: Candidate<T>[] = [];
  const byType = new Map<string, Candidate<T>[]>();
  const bySource = new Map<string, Candidate<T>[]>();
  const others: Candidate<T>[] = [];
  for (const { pattern, value } of entries) {
    const candidate = { pattern, value, position: all.length };
    all.push(candidate);
    if (pattern.types !== undefined) file(byType, pattern.types, candidate);
    else if (pattern.sources !== undefined) file(bySource, pattern.sources, candidate);
    else others.push(candidate);
  }

  /** Only an event with both attributes as plain texts, as every event of the hub has them, is looked up. */
  function candidatesFor({ type, source }: JsonObject): readonly Candidate<T>[] {
    if (typeof type !== 'string' || typeof source !== 'string') return all;
    return [...(byType.get(type) ?? []), ...(bySource.get(source) ?? []), ...others];
  }

  return {
    match(event, onTooCostly) {
      const budget = createMatchBudget();
      const matching = candidatesFor(event).filter(({ pattern, value }) => {
        const { givenUp } = budget;
        const matches = pattern.matches(event, budget);
        if (budget.givenUp > givenUp) onTooCostly?.(value);
        return matches;
      });
      return matching.sort((a, b) => a.position - b.position).map(({ value }) => value);
    },
  };
}

function file<T>(drawers: Map<string, T[]>, names: readonly string[], item: T): void {
  for (const name of new Set(names)) {
    const drawer = drawers.get(name);
    if (drawer === undefined) drawers.set(name, [item]);
    else drawer.push(item);
  }
}
