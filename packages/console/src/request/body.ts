import { isJsonObject, type JsonObject, parseJsonObject } from '@dinghub/core';
import { AdminError } from '../errors';

/** Nothing that dinghub reads is nested so deep; what reads it afterwards is recursive. */
const MAX_DEPTH = 128;

/**
 * Reads a JSON object from a body; an empty body gives undefined. Integers too long for JavaScript are kept as text, as in events.
 * @throws AdminError `invalid_json` or `invalid_request`
 */
export function readBody(body: Uint8Array | string): JsonObject | undefined {
  const text = typeof body === 'string' ? body : decodeUtf8(body);
  if (text.trim() === '') return undefined;
  // What parseJsonObject gives for a list and for broken JSON is the same; here they are different errors.
  const value = parse(text);
  if (!isJsonObject(value)) throw invalid('The body is not a JSON object.');
  if (isDeeper(value, MAX_DEPTH)) throw invalid(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  return parseJsonObject(text) ?? value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AdminError('invalid_json', { message: 'The body is not UTF-8.' });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AdminError('invalid_json');
  }
}

/** Level by level, so that no depth is too much for it. */
function isDeeper(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let deep = 0; level.length > 0; deep++) {
    if (deep > depth) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

function invalid(problem: string): AdminError {
  return new AdminError('invalid_request', { problems: [problem] });
}
