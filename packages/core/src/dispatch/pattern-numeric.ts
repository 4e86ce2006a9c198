import { type Place, unexpected } from './pattern-error';
import type { Operator, ValueTest } from './pattern-value';

type Comparison = (value: number, bound: number) => boolean;

const COMPARISONS: ReadonlyMap<unknown, Comparison> = new Map<unknown, Comparison>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);
const LOWER: ReadonlySet<unknown> = new Set(['>', '>=']);
const UPPER: ReadonlySet<unknown> = new Set(['<', '<=']);

/**
 * `{"numeric": [">", 0, "<=", 5]}`: one comparison, or a lower bound and then an upper one above it. Numbers only; a text of
 * digits is none. AWS stops at ±5·10⁹ with six decimals; here every number that JSON carries is compared, since DingTalk's
 * times are milliseconds.
 */
export const numeric: Operator = (operand, place) => {
  if (!Array.isArray(operand)) throw unexpected(place, 'a list like [">", 0, "<=", 5]', operand);
  const [sign, bound, upperSign, upperBound] = operand as readonly unknown[];
  const first = comparison(sign, bound, place, 0);
  if (operand.length <= 2) return { accepts: first };
  if (operand.length > 4) throw unexpected([...place, 4], 'no more than two comparisons', operand[4]);
  if (!LOWER.has(sign)) throw unexpected([...place, 2], `nothing after a bound with ${sign}`, upperSign);
  if (!UPPER.has(upperSign)) throw unexpected([...place, 2], '"<" or "<="', upperSign);
  const second = comparison(upperSign, upperBound, place, 2);
  if (Number(upperBound) <= Number(bound)) {
    throw unexpected([...place, 3], `a number above ${bound}`, upperBound);
  }
  return { accepts: (value) => first(value) && second(value) };
};

function comparison(sign: unknown, bound: unknown, place: Place, at: number): ValueTest {
  const compare = COMPARISONS.get(sign);
  if (compare === undefined) throw unexpected([...place, at], 'one of = < <= > >=', sign);
  if (typeof bound !== 'number' || !Number.isFinite(bound)) throw unexpected([...place, at + 1], 'a number', bound);
  return (value) => typeof value === 'number' && compare(value, bound);
}
