import { isJsonObject, type JsonObject } from '../json';

/** A text in JSON (left alone), or an integer of 16 digits or more that no fraction or exponent follows. */
const TEXT_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(-?[1-9]\d{15,})(?![\d.eE])/g;

/**
 * Parses a JSON object without rounding: an integer beyond ±(2^53 − 1), which JavaScript could only round, is kept as the text
 * of its digits.
 * @returns undefined for anything but a JSON object
 */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(/\d{16}/.test(text) ? quoteLongIntegers(text) : text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function quoteLongIntegers(text: string): string {
  return text.replace(TEXT_OR_LONG_INTEGER, (match: string, digits: string | undefined, at: number) => {
    // The digits of a fraction or an exponent are no integer: 0.1234567890123456, 1e0000000000000005.
    const isInteger = digits !== undefined && !/[\d.eE+]/.test(text.charAt(at - 1));
    return isInteger && !Number.isSafeInteger(Number(digits)) ? `"${digits}"` : match;
  });
}
