import { isJsonObject, type JsonValue } from '../json';
import { type Place, unexpected } from './pattern-error';

/** A JSON value that holds no others: the only values that patterns compare. */
export type JsonScalar = string | number | boolean | null;

/** Whether one value of a field is wanted. */
export type ValueTest = (value: JsonScalar) => boolean;

/** What one operator of a pattern comes to. */
export interface ValueMatcher {
  readonly accepts: ValueTest;
  /** True when the field's absence is wanted too. */
  readonly acceptsAbsence?: boolean;
  /** How many tests it makes of one value. @default 1 */
  readonly tests?: number;
  /** How many of them read a text from end to end. @default 0 */
  readonly readings?: number;
  /** The wildcards in it, split at their stars; see {@link parseWildcard}. */
  readonly wildcards?: readonly (readonly string[])[];
}

/** Compiles an operand, or throws an {@link InvalidPattern} that names its place. */
export type Operator = (operand: unknown, place: Place) => ValueMatcher;

/** Kept, since looking the global up takes longer than calling it where tests run. */
const { isArray } = Array;

/** True for an array. `Array.isArray` alone forgets that JSON's arrays are read-only. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return isArray(value);
}

/** True for a text, a finite number, a boolean or null. */
export function isScalar(value: unknown): value is JsonScalar {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Wants texts that pass, and nothing that is no text. */
export function ofText(accepts: (text: string) => boolean): ValueTest {
  return (value) => typeof value === 'string' && accepts(value);
}

/** The name and the value of an object that must have exactly one. */
export function onlyEntry(value: unknown, place: Place, expected: string): readonly [string, unknown] {
  const names = isJsonObject(value) ? Object.keys(value) : [];
  const [name] = names;
  if (!isJsonObject(value) || name === undefined || names.length > 1) throw unexpected(place, expected, value);
  return [name, value[name]];
}
