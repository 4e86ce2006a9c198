import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json';

/** The longest text that is used in a key as it is, in UTF-8 bytes; stores allow about 1000 for a whole key. */
export const MAX_KEY_BYTES = 200;

/** True for a text that can stand in a key: not empty, not too long, and nothing in it that cannot be seen. */
export function isKeyText(text: string): boolean {
  return (
    text !== '' &&
    text.length <= MAX_KEY_BYTES &&
    !/\p{Cc}|^\s|\s$/u.test(text) &&
    Buffer.byteLength(text) <= MAX_KEY_BYTES
  );
}

/**
 * The id of an event: DingTalk's own `eventId` where the body has one that can stand in a key, else the SHA-256 of everything
 * that the event says. Times are part of it, since two real changes of one user can be 53 ms apart.
 * @param parts.source what the event's own id is in (`eventId` alone is read from it)
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
  return createHash('sha256')
    .update(JSON.stringify([parts.type, parts.corpid ?? '']))
    .update(canonicalJson(parts.content))
    .digest('hex');
}

/**
 * JSON with every object's keys in code unit order: equal values give equal texts, whatever order they came in. Works with a
 * stack of its own, so that no depth of nesting overflows the call stack.
 */
export function canonicalJson(value: JsonValue): string {
  const pieces: string[] = [];
  const rest: (JsonValue | Literal)[] = [value];
  while (rest.length > 0) {
    const next = rest.pop() as JsonValue | Literal;
    if (next instanceof Literal) pieces.push(next.text);
    else if (typeof next !== 'object' || next === null) pieces.push(JSON.stringify(next));
    else pushParts(next as JsonObject | readonly JsonValue[], rest);
  }
  return pieces.join('');
}

/** Text that is output as it is. */
class Literal {
  constructor(readonly text: string) {}
}

/** Pushes brackets, names and values, the last first. */
function pushParts(value: JsonObject | readonly JsonValue[], rest: (JsonValue | Literal)[]): void {
  const parts: (JsonValue | Literal)[] = [];
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) parts.push(new Literal(parts.length === 0 ? '[' : ','), item);
    parts.push(new Literal(parts.length === 0 ? '[]' : ']'));
  } else {
    const object = value as JsonObject;
    for (const name of Object.keys(object).sort()) {
      parts.push(new Literal(`${parts.length === 0 ? '{' : ','}${JSON.stringify(name)}:`), object[name] as JsonValue);
    }
    parts.push(new Literal(parts.length === 0 ? '{}' : '}'));
  }
  for (let i = parts.length - 1; i >= 0; i--) rest.push(parts[i] as JsonValue | Literal);
}
