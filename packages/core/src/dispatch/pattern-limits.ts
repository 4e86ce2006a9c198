import { isJsonObject } from '../json';
import { InvalidPattern } from './pattern-error';

/** The largest pattern, in characters of JSON. AWS allows 2048, or 4096 on request. */
export const MAX_PATTERN_LENGTH = 16_384;
/** The deepest nesting of a pattern, and the most parts of a dotted field name. */
export const MAX_LEVELS = 100;

/**
 * Refuses what is too large or too deep before anything else looks at it, so that nothing after this runs out of stack or
 * time. Counts about what JSON would need, and stops at the limit.
 * @throws {@link InvalidPattern}
 */
export function checkLimits(pattern: unknown): void {
  let left = MAX_PATTERN_LENGTH;
  const spend = (characters: number): void => {
    left -= characters;
    if (left < 0) throw new InvalidPattern([], `expected at most ${MAX_PATTERN_LENGTH} characters of JSON`);
  };
  const measure = (value: unknown, level: number): void => {
    if (level > MAX_LEVELS) throw new InvalidPattern([], `expected at most ${MAX_LEVELS} levels`);
    spend(typeof value === 'string' ? value.length + 3 : 2);
    if (Array.isArray(value)) {
      for (const item of value) measure(item, level + 1);
    } else if (isJsonObject(value)) {
      for (const name of Object.keys(value)) {
        spend(name.length + 3);
        measure(value[name], level + 1);
      }
    }
  };
  measure(pattern, 0);
}
