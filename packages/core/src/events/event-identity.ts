import { sha256 } from '../crypto/sha256';
import type { JsonObject, JsonValue } from '../json';

/** The longest text that is used in a key as it is, in UTF-8 bytes; stores allow about 1000 for a whole key. */
export const MAX_KEY_BYTES = 200;

/** Control characters, and halves of characters, of which a store would make one and the same. */
const UNSEEN = /\p{Cc}|\p{Cs}|^\s|\s$/u;

/** True for a text that can stand in a key: not empty, not too long, and nothing in it that cannot be seen. */
export function isKeyText(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= MAX_KEY_BYTES && !UNSEEN.test(text);
}

/**
 * The id of an event: DingTalk's own `eventId` where the body has one that can stand in a key, else the SHA-256 of everything
 * that the event says. Times are part of it, since two real changes of one user can be 53 ms apart.
 * @param parts.eventId DingTalk's own, whatever it is
 * @param parts.content what is hashed
 */
export function eventIdOf(parts: {
  readonly type: string;
  readonly corpid: string | undefined;
  readonly eventId: JsonValue | undefined;
  readonly content: JsonObject;
}): string {
  const { eventId } = parts;
  if (typeof eventId === 'string' && isKeyText(eventId)) return eventId;
  if (typeof eventId === 'number' && Number.isSafeInteger(eventId)) return String(eventId);
  return sha256(JSON.stringify([parts.type, parts.corpid ?? '']) + canonicalJson(parts.content));
}

/**
 * JSON with every object's keys in code unit order: equal values give equal texts, whatever order they came in. Works with a
 * stack of its own, so that no depth of nesting overflows the call stack.
 */
export function canonicalJson(value: JsonValue): string {
  let text = '';
  const rest: Part[] = [[value]];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') text += next;
    else for (const part of partsOf(next[0]).reverse()) rest.push(part);
  }
  return text;
}

/** Text that is output as it is, or a value that is still to be taken apart. */
type Part = string | readonly [JsonValue];

function partsOf(value: JsonValue): Part[] {
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  const isArray = Array.isArray(value);
  const names = Object.keys(value);
  if (!isArray) names.sort();
  const parts = names.flatMap((name, i): Part[] => {
    const label = isArray ? '' : `${JSON.stringify(name)}:`;
    return [i === 0 ? label : `,${label}`, [(value as JsonObject)[name] ?? null]];
  });
  return [isArray ? '[' : '{', ...parts, isArray ? ']' : '}'];
}
