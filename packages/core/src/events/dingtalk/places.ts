import { isJsonObject, type JsonObject, type JsonValue } from '../../json';
import { isKeyText } from '../event-identity';

/** How many objects of a body are looked into. */
const MAX_PLACES = 20;

/** The body and the objects nested in it, of an array the first: some events keep their fields there. The outer come first. */
export function placesOf(body: JsonObject): readonly JsonObject[] {
  const places = [body];
  for (const place of places) {
    for (const value of Object.values(place)) {
      const first = firstOf(value);
      if (isJsonObject(first) && places.length < MAX_PLACES) places.push(first);
    }
  }
  return places;
}

/** Names of fields, each with its rank: where several are there, the lowest counts. */
export type Names = ReadonlyMap<string, number>;

/**
 * All spellings of names, which are given in camelCase and apart: `UserId` in captured bodies, `userId` in documented ones, `user_id`
 * and `userid` in those of SyncHTTP; ranked in this order, and compared exactly: some bodies have both `CorpId` and `corpId`.
 */
export function spellings(names: string): Names {
  const all = names.split(' ').flatMap((name) => {
    const snake = name.replace(/[A-Z]/g, '_$&').toLowerCase();
    return [name.charAt(0).toUpperCase() + name.slice(1), name, snake, name.toLowerCase()];
  });
  return new Map(all.map((name, rank) => [name, rank]));
}

/** What `read` makes of the lowest-ranked of the named fields that it can read, in the first place that has one. */
export function find<T>(
  places: readonly JsonObject[],
  names: Names,
  read: (value: JsonValue | undefined, name: string) => T | undefined,
): T | undefined {
  for (const place of places) {
    let found: T | undefined;
    let lowest = Infinity;
    for (const name in place) {
      const rank = names.get(name) ?? Infinity;
      const value = rank < lowest ? read(place[name], name) : undefined;
      if (value !== undefined) {
        found = value;
        lowest = rank;
      }
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A text or a number that can stand in a key; of an array, the first; of an object, nothing. */
export function keyText(value: JsonValue | undefined): string | undefined {
  const first = firstOf(value);
  const text = typeof first === 'number' ? String(first) : first;
  return typeof text === 'string' && isKeyText(text) ? text : undefined;
}

function firstOf(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[])[0] : value;
}
