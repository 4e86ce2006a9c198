import { MAX_COMPLEXITY, wildcardComplexity } from './pattern-complexity';
import { InvalidPattern, type Place, unexpected } from './pattern-error';
import { createFieldPath, type FieldPath } from './pattern-field';
import { OPERATORS } from './pattern-operators';
import { isScalar, type JsonScalar, onlyEntry, type ValueMatcher, type ValueTest } from './pattern-value';

/** One field of a pattern with everything that it may be. */
export interface Condition {
  readonly field: FieldPath;
  readonly accepts: ValueTest;
  /** True when the field may be absent. */
  readonly acceptsAbsence: boolean;
  /** How many tests one value may take. */
  readonly tests: number;
  /** How many of them read a text from end to end. */
  readonly readings: number;
  /** The wanted texts, when nothing but texts is wanted. */
  readonly texts?: readonly string[];
}

/**
 * Compiles a list of values and operators, any of which may hold.
 * @throws {@link InvalidPattern}
 */
export function compileCondition(name: string, alternatives: readonly unknown[], place: Place): Condition {
  if (alternatives.length === 0) throw unexpected(place, 'at least one value or operator', alternatives);
  const values = new Set<JsonScalar>();
  const matchers: ValueMatcher[] = [];
  for (const [i, alternative] of alternatives.entries()) {
    if (isScalar(alternative)) values.add(alternative);
    else matchers.push(compileOperator(alternative, [...place, i]));
  }
  const complexity = wildcardComplexity(matchers.flatMap(({ wildcards }) => (wildcards ? [wildcards] : [])));
  if (complexity > MAX_COMPLEXITY) {
    throw new InvalidPattern(place, 'too complex: use fewer stars, or repeat fewer characters after a star');
  }
  const texts = [...values].filter((value) => typeof value === 'string');
  return {
    field: createFieldPath(name, place),
    accepts: (value) => values.has(value) || matchers.some(({ accepts }) => accepts(value)),
    acceptsAbsence: matchers.some(({ acceptsAbsence }) => acceptsAbsence === true),
    tests: matchers.reduce((sum, { tests = 1 }) => sum + tests, 1),
    readings: matchers.reduce((sum, { readings = 0 }) => sum + readings, 0),
    ...(texts.length === values.size && matchers.length === 0 ? { texts } : {}),
  };
}

function compileOperator(value: unknown, place: Place): ValueMatcher {
  const [name, operand] = onlyEntry(value, place, 'a text, a number, true, false, null or one operator');
  const operator = OPERATORS.get(name);
  if (operator === undefined) throw unexpected(place, `an operator (${[...OPERATORS.keys()].join(', ')})`, name);
  return operator(operand, [...place, name]);
}
