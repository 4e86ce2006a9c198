import type { JsonObject } from '../json';
import { type ScopedCondition, type ScopedValue, satisfiableTogether } from './pattern-arrays';
import { type Meter, spend } from './pattern-budget';
import type { Condition } from './pattern-condition';
import { visitField } from './pattern-field';

/** What an event has for a condition. */
export interface Finding {
  /** Values outside of arrays of objects: `none` of them, some that is `accepted`, or only others. */
  readonly direct: 'none' | 'accepted' | 'refused';
  /** Values inside elements of arrays. */
  readonly scoped: readonly ScopedValue[];
  /** True when one of those inside is accepted. */
  readonly scopedAccepted: boolean;
}

const NOTHING: readonly ScopedValue[] = [];

/** A value in an array costs that many steps more, for what is remembered of it. */
const SCOPED_STEPS = 3;
/** Reading this many characters (as a power of two) of a text costs a step. */
const TEXT_BITS = 2;

/** Looks a condition's field up in an event. */
export function findValues(condition: Condition, event: JsonObject, meter: Meter): Finding {
  let direct: Finding['direct'] = 'none';
  let scoped: ScopedValue[] | undefined;
  let scopedAccepted = false;
  visitField(event, condition.field, meter, (value, scope) => {
    spend(meter, condition.tests);
    if (typeof value === 'string') spend(meter, condition.readings * (value.length >> TEXT_BITS));
    const accepted = condition.accepts(value);
    if (scope === undefined) {
      if (direct !== 'accepted') direct = accepted ? 'accepted' : 'refused';
    } else {
      spend(meter, SCOPED_STEPS);
      if (accepted) scopedAccepted = true;
      scoped ??= [];
      scoped.push({ scope, accepted });
    }
  });
  return { direct, scoped: scoped ?? NOTHING, scopedAccepted };
}

/**
 * Whether all conditions hold at once. Arrays of objects are looked at closely only when more than one condition needs them.
 * @param branch sorted by {@link byCost}
 */
export function matchesBranch(
  branch: readonly Condition[],
  find: (condition: Condition) => Finding,
  meter: Meter,
): boolean {
  let open: (ScopedCondition & { readonly name: string; readonly accepted: boolean })[] | undefined;
  for (const condition of branch) {
    spend(meter, 1);
    const { direct, scoped, scopedAccepted } = find(condition);
    if (direct === 'accepted') continue;
    const mayBeAbsent = condition.acceptsAbsence && direct === 'none';
    if (scoped.length === 0) {
      if (!mayBeAbsent) return false;
    } else {
      if (!mayBeAbsent && !scopedAccepted) return false;
      open ??= [];
      open.push({ name: condition.field.name, values: scoped, accepted: scopedAccepted, acceptsAbsence: mayBeAbsent });
    }
  }
  if (open === undefined) return true;
  const [only, ...more] = open;
  if (more.length === 0) return only?.accepted === true;
  for (const { name } of open) spend(meter, 1 + (name.length >> TEXT_BITS));
  return satisfiableTogether(
    open.sort((a, b) => compareNames(a.name, b.name)),
    meter,
  );
}

/** Short names first: they are quick to look up, and `source` and `type` are among them. */
export function byCost(a: Condition, b: Condition): number {
  return a.field.steps.length - b.field.steps.length || compareNames(a.field.name, b.field.name);
}

/** By code units, as AWS sorts fields. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : 1;
}
