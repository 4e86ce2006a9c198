import { isJsonObject, type JsonObject } from '../json';

/** In valid JSON: an escape, a quotation mark, or a run of 16 characters or more that numbers are made of, taken whole. */
const ESCAPE_QUOTE_OR_NUMBER = /\\.|"|-?\d[\d.eE+-]{15,}/g;

/** Parses a JSON object as JavaScript does; undefined for anything but a JSON object. Takes time proportional to the text's length. */
export function readJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses a JSON object without rounding: an integer beyond ±(2^53 − 1), which JavaScript could only round, is kept as the text
 * of its digits.
 * @returns undefined for anything but a JSON object
 */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = readJsonObject(text);
  return value && /\d{16}/.test(text) ? readJsonObject(quoteLongIntegers(text)) : value;
}

/** Of valid JSON alone: there every quotation mark has its partner, so that one pass knows what stands inside a text. */
function quoteLongIntegers(text: string): string {
  let inText = false;
  return text.replace(ESCAPE_QUOTE_OR_NUMBER, (match) => {
    if (match === '"') inText = !inText;
    const isInteger = !inText && /^-?\d{16,}$/.test(match);
    return isInteger && !Number.isSafeInteger(Number(match)) ? `"${match}"` : match;
  });
}
