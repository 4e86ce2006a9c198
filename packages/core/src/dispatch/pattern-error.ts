/** Where in a pattern something is: the keys and positions from the top. */
export type Place = readonly (string | number)[];

/** The longest text that a message repeats; a longer one is only counted. */
const MAX_QUOTED = 40;
const MAX_PATH = 200;

/** Not an event pattern. The message names the place and what belongs there, and repeats no long value. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
  readonly code = 'invalid_pattern';
  /** The place as text, e.g. `detail.state[0].numeric`; empty when it is the pattern as a whole. */
  readonly path: string;

  constructor(place: Place, problem: string) {
    const path = formatPlace(place);
    super(`${path === '' ? 'pattern' : path}: ${problem}`);
    this.path = path;
  }
}

/** An {@link InvalidPattern} that says what was expected and, in short, what is there. */
export function unexpected(place: Place, expected: string, found: unknown): InvalidPattern {
  return new InvalidPattern(place, `expected ${expected}, found ${describe(found)}`);
}

function formatPlace(place: Place): string {
  let path = '';
  for (const part of place) {
    if (typeof part === 'number') path += `[${part}]`;
    else path += `${path === '' ? '' : '.'}${part.length > MAX_QUOTED ? `${part.slice(0, MAX_QUOTED)}…` : part}`;
  }
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH / 2)}…${path.slice(-MAX_PATH / 2)}` : path;
}

function describe(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > MAX_QUOTED ? `a text of ${value.length} characters` : JSON.stringify(value);
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === undefined) return 'nothing';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
