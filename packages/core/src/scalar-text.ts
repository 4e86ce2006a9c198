import type { JsonValue } from './json';

/**
 * A text as it is, and a number as text; undefined for anything else. For what others sent: `String` and `Number` throw for an object
 * that has a `toString` of its own, and `[7]` is not 7.
 */
export function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** The texts and numbers of a list, as texts. */
export function scalarTexts(list: readonly JsonValue[]): readonly string[] {
  return list.flatMap((value) => scalarText(value) ?? []);
}
