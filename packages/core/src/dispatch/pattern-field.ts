import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { type Meter, spend } from './pattern-budget';
import { InvalidPattern, type Place } from './pattern-error';
import { MAX_LEVELS } from './pattern-limits';
import { isList, type JsonScalar } from './pattern-value';

/** A field's name with its dots, and the keys by which an event can lead to it. */
export interface FieldPath {
  readonly name: string;
  /** For each part of the name: the keys that may stand there, and the part after each of them. */
  readonly steps: readonly (readonly Step[])[];
}

interface Step {
  readonly key: string;
  readonly next: number;
}

/** An element, of an array of several, that a value was found in, and the one around it. */
export interface Scope {
  readonly array: readonly JsonValue[];
  readonly index: number;
  readonly parent: Scope | undefined;
}

/** Kept, since looking the global up takes longer than calling it where tests run. */
const { hasOwn } = Object;

type Visit = (value: JsonScalar, scope: Scope | undefined) => void;

/**
 * Prepares a field's name. AWS joins nested keys with dots before it compares them, so `a.b.c` may be a key `a` with a key
 * `b.c` in it, or `a.b` with `c`, or all three, or one.
 * @throws {@link InvalidPattern} when it has too many parts
 */
export function createFieldPath(name: string, place: Place): FieldPath {
  const parts = name.split('.');
  if (parts.length > MAX_LEVELS) throw new InvalidPattern(place, `expected at most ${MAX_LEVELS} levels`);
  const starts = [0];
  for (const part of parts) starts.push((starts.at(-1) ?? 0) + part.length + 1);
  return {
    name,
    steps: parts.map((_, from) =>
      starts.slice(from + 1).map((end, i) => ({ key: asKey(name.slice(starts[from], end - 1)), next: from + i + 1 })),
    ),
  };
}

/**
 * Visits every value of a field: values in arrays, nested ones too, and the field in every object of an array. Objects and
 * empty arrays are no values. Its depth is bounded by the field's, however deep the event is.
 */
export function visitField(event: JsonObject, field: FieldPath, meter: Meter, visit: Visit): void {
  visitObject(event, 0, undefined);

  function visitObject(object: JsonObject, level: number, scope: Scope | undefined): void {
    const steps = field.steps[level] ?? [];
    if (steps.length > 1 && isEmpty(object)) return;
    spend(meter, steps.length);
    for (const { key, next } of steps) {
      if (!hasOwn(object, key)) continue;
      const value = object[key] as JsonValue;
      if (isList(value)) visitArray(value, next, scope);
      else if (isJsonObject(value)) visitObject(value, next, scope);
      else if (next === field.steps.length) visit(value, scope);
    }
  }

  function visitArray(outermost: readonly JsonValue[], level: number, around: Scope | undefined): void {
    const waiting = [{ array: outermost, scope: around }];
    for (let list = waiting.pop(); list !== undefined; list = waiting.pop()) {
      const { array, scope } = list;
      for (let index = 0; index < array.length; index++) {
        spend(meter, 1);
        const item = array[index] as JsonValue;
        if (typeof item !== 'object' || item === null) {
          if (level === field.steps.length) visit(item, scope);
          continue;
        }
        // An only element is no choice: what is in it counts as if it were outside.
        const inside = array.length === 1 ? scope : { array, index, parent: scope };
        if (isList(item)) waiting.push({ array: item, scope: inside });
        else visitObject(item, level, inside);
      }
    }
  }
}

/** The same text, stored as engines store the keys of objects: looking it up takes a fraction of the time. */
function asKey(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text;
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}
