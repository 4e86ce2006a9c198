import { InvalidPattern, type Place, unexpected } from './pattern-error';
import { type Operator, ofText } from './pattern-value';

/**
 * Splits a wildcard at its stars into literal pieces; one piece means no star. `\*` and `\\` stand for the characters
 * themselves; two stars in a row and any other escape are refused, as AWS does.
 * @throws {@link InvalidPattern}
 */
export function parseWildcard(text: string, place: Place): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '*') {
      if (text.charAt(i + 1) === '*') throw new InvalidPattern(place, `two stars in a row at position ${i}`);
      pieces.push(piece);
      piece = '';
    } else if (character === '\\') {
      const escaped = text.charAt(++i);
      if (escaped !== '*' && escaped !== '\\') {
        throw new InvalidPattern(place, `only \\* and \\\\ are escapes, at position ${i - 1}`);
      }
      piece += escaped;
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}

/**
 * Whether a text fits a wildcard. Each piece is taken where it first occurs after the one before: with stars alone between
 * them, a later place never fits where the first does not, so nothing is tried twice. The limit on complexity keeps a piece from
 * overlapping itself more than ten times, so that the search for it is linear too.
 */
export function fitsWildcard(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length < 2) return text === first;
  const last = pieces[pieces.length - 1] ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (let i = 1; i < pieces.length - 1; i++) {
    const piece = pieces[i] ?? '';
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= end;
}

/** `{"wildcard": "a*b"}`: a star stands for any characters, none included. */
export const wildcard: Operator = (operand, place) => {
  if (typeof operand !== 'string') throw unexpected(place, 'a text', operand);
  const pieces = parseWildcard(operand, place);
  return { accepts: ofText((text) => fitsWildcard(pieces, text)), readings: 1, wildcards: [pieces] };
};
