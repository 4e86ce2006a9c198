import { anythingBut } from './pattern-anything-but';
import { cidr } from './pattern-cidr';
import { type Place, unexpected } from './pattern-error';
import { numeric } from './pattern-numeric';
import { type Operator, ofText, onlyEntry } from './pattern-value';
import { wildcard } from './pattern-wildcard';

const EQUALS_IGNORE_CASE = 'equals-ignore-case';

/** `{"exists": true}`: the field has a value, be it null. A field that holds only objects or an empty list has none. */
const exists: Operator = (operand, place) => {
  if (typeof operand !== 'boolean') throw unexpected(place, 'true or false', operand);
  return { accepts: () => operand, acceptsAbsence: !operand };
};

const equalsIgnoreCase: Operator = (operand, place) => {
  if (typeof operand !== 'string') throw unexpected(place, 'a text', operand);
  const folded = operand.toLowerCase();
  return { accepts: ofText((text) => text.toLowerCase() === folded), readings: 1 };
};

/** An operator that compares with a part of the text: exactly, or with the case left out. */
function partOfText(fits: (text: string, part: string) => boolean): Operator {
  return (operand, place) => {
    if (typeof operand === 'string') return { accepts: ofText((text) => fits(text, operand)) };
    const folded = ignoringCase(operand, place).toLowerCase();
    return { accepts: ofText((text) => fits(text.toLowerCase(), folded)), readings: 1 };
  };
}

function ignoringCase(operand: unknown, place: Place): string {
  const expected = `a text or {"${EQUALS_IGNORE_CASE}": a text}`;
  const [name, text] = onlyEntry(operand, place, expected);
  if (name !== EQUALS_IGNORE_CASE || typeof text !== 'string') throw unexpected([...place, name], expected, text);
  return text;
}

/** Every operator by its name; names are exact. A map, so that `__proto__` and the like are no operators. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['prefix', partOfText((text, prefix) => text.startsWith(prefix))],
  ['suffix', partOfText((text, suffix) => text.endsWith(suffix))],
  [EQUALS_IGNORE_CASE, equalsIgnoreCase],
  ['wildcard', wildcard],
  ['anything-but', anythingBut],
  ['numeric', numeric],
  ['exists', exists],
  ['cidr', cidr],
]);
