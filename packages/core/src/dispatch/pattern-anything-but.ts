import { isJsonObject } from '../json';
import { InvalidPattern, type Place, unexpected } from './pattern-error';
import { isScalar, type JsonScalar, type Operator, onlyEntry, type ValueMatcher } from './pattern-value';
import { fitsWildcard, parseWildcard } from './pattern-wildcard';

type Exclusion = (texts: readonly string[], place: Place) => ValueMatcher;

const EXCLUSIONS: ReadonlyMap<string, Exclusion> = new Map<string, Exclusion>([
  ['prefix', (texts, place) => notText(notEmpty(texts, place), (text, prefix) => text.startsWith(prefix))],
  ['suffix', (texts, place) => notText(notEmpty(texts, place), (text, suffix) => text.endsWith(suffix))],
  [
    'equals-ignore-case',
    (texts) => {
      const folded = new Set(texts.map((text) => text.toLowerCase()));
      return { accepts: (value) => !(typeof value === 'string' && folded.has(value.toLowerCase())), readings: 1 };
    },
  ],
  [
    'wildcard',
    (texts, place) => {
      const wildcards = texts.map((text) => parseWildcard(text, place));
      return {
        ...notText(wildcards, (text, pieces) => fitsWildcard(pieces, text)),
        readings: wildcards.length,
        wildcards,
      };
    },
  ],
]);

/**
 * `{"anything-but": …}`: a field that has another value than those. Takes a text, a number, a list of only texts or only
 * numbers, or one of prefix, suffix, equals-ignore-case and wildcard with a text or a list of them. The field must exist; null
 * is another value, and so is a number where texts are excluded.
 */
export const anythingBut: Operator = (operand, place) => {
  if (!isJsonObject(operand)) {
    const excluded = new Set<JsonScalar>(valuesOf(operand, place));
    return { accepts: (value) => !excluded.has(value) };
  }
  const [name, value] = onlyEntry(operand, place, 'exactly one of prefix, suffix, equals-ignore-case, wildcard');
  const exclude = EXCLUSIONS.get(name);
  if (exclude === undefined) throw unexpected(place, 'prefix, suffix, equals-ignore-case or wildcard', name);
  const inner = [...place, name];
  const texts = valuesOf(value, inner, 'string');
  return exclude([...new Set(texts.map(String))], inner);
};

/** One value or a list of them, all texts or all numbers. */
function valuesOf(operand: unknown, place: Place, only?: 'string'): readonly JsonScalar[] {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const kind = only ?? (typeof values[0] === 'number' ? 'number' : 'string');
  const expected = only === undefined ? 'only texts or only numbers, at least one' : 'a text or a list of texts';
  if (values.length === 0) throw unexpected(place, expected, operand);
  return values.map((value, i) => {
    if (typeof value === kind && isScalar(value)) return value;
    throw unexpected(Array.isArray(operand) ? [...place, i] : place, expected, value);
  });
}

function notText<T>(excluded: readonly T[], fits: (text: string, excluded: T) => boolean): ValueMatcher {
  return {
    accepts: (value) => typeof value !== 'string' || !excluded.some((one) => fits(value, one)),
    tests: excluded.length,
  };
}

function notEmpty(texts: readonly string[], place: Place): readonly string[] {
  if (texts.includes('')) throw new InvalidPattern(place, 'an empty text excludes every text');
  return texts;
}
