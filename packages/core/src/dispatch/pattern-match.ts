import type { JsonObject } from '../json';
import { type ScopedCondition, type ScopedValue, satisfiableTogether } from './pattern-arrays';
import type { Condition } from './pattern-condition';
import { visitField } from './pattern-field';

/** What an event has for a condition. */
export interface Finding {
  /** Values outside of arrays of objects: `none` of them, some that is `accepted`, or only others. */
  readonly direct: 'none' | 'accepted' | 'refused';
  /** Values inside elements of arrays. */
  readonly scoped: readonly ScopedValue[];
}

const NOTHING: readonly ScopedValue[] = [];

/** Looks a condition's field up in an event. */
export function findValues(condition: Condition, event: JsonObject): Finding {
  let direct: Finding['direct'] = 'none';
  let scoped: ScopedValue[] | undefined;
  visitField(event, condition.field, (value, scope) => {
    const accepted = condition.accepts(value);
    if (scope === undefined) {
      if (direct !== 'accepted') direct = accepted ? 'accepted' : 'refused';
    } else {
      scoped ??= [];
      scoped.push({ scope, accepted });
    }
  });
  return { direct, scoped: scoped ?? NOTHING };
}

/**
 * Whether all conditions hold at once. Arrays of objects are looked at closely only when more than one condition needs them.
 * @param branch sorted by {@link byCost}
 */
export function matchesBranch(branch: readonly Condition[], find: (condition: Condition) => Finding): boolean {
  let open: (ScopedCondition & { readonly name: string })[] | undefined;
  for (const condition of branch) {
    const { direct, scoped } = find(condition);
    if (direct === 'accepted') continue;
    const mayBeAbsent = condition.acceptsAbsence && direct === 'none';
    if (scoped.length === 0) {
      if (!mayBeAbsent) return false;
    } else {
      if (!mayBeAbsent && !scoped.some(({ accepted }) => accepted)) return false;
      open ??= [];
      open.push({ name: condition.field.name, values: scoped, acceptsAbsence: mayBeAbsent });
    }
  }
  if (open === undefined) return true;
  const [only, ...more] = open.sort((a, b) => compareNames(a.name, b.name));
  return more.length === 0 ? only?.values.some(({ accepted }) => accepted) === true : satisfiableTogether(open);
}

/** Short names first: they are quick to look up, and `source` and `type` are among them. */
export function byCost(a: Condition, b: Condition): number {
  return a.field.steps.length - b.field.steps.length || compareNames(a.field.name, b.field.name);
}

/** By code units, as AWS sorts fields. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : 1;
}
