import { isJsonObject, type JsonObject, type JsonValue } from '@dinghub/core';
import { parseTime } from './time';

/** One query parameter, or one field of a body: what the OpenAPI document says of it, and how it is read. */
export interface Field<T, Required extends boolean = boolean> {
  readonly description: string;
  readonly required: Required;
  /** JSON Schema. */
  readonly schema: JsonObject;
  /** Completes "expected …". */
  readonly expected: string;
  /** The value; undefined when it is not what is expected. */
  readonly parse: (value: JsonValue) => T | undefined;
}

/** Fields by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

type NamesOf<F extends Fields, Required extends boolean> = {
  [Name in keyof F]: F[Name] extends { readonly required: Required } ? Name : never;
}[keyof F];
type TypeOf<F> = F extends Field<infer T> ? T : never;

/** What reading the fields gives. */
export type ValuesOf<F extends Fields> = { readonly [Name in NamesOf<F, true>]: TypeOf<F[Name]> } & {
  readonly [Name in NamesOf<F, false>]?: TypeOf<F[Name]>;
};

/** The longest text that a store can be asked for, in UTF-8 bytes; a little is left for prefixes. */
const MAX_KEY_BYTES = 1000;

/** True for what can be part of a record's key. What cannot, is not in any store. */
export function fitsKey(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= MAX_KEY_BYTES;
}

/** A text of 1 to `maxBytes` bytes. */
export function text(description: string, maxBytes = MAX_KEY_BYTES): Field<string, false> {
  return {
    description,
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: maxBytes },
    expected: `text of 1 to ${maxBytes} bytes`,
    parse: (value) =>
      typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= maxBytes ? value : undefined,
  };
}

/** Where a listing goes on. */
export function cursor(): Field<string, false> {
  return text('Where to go on: the `cursor` of the answer before this one.', 16 * 1024);
}

/** An instant; read as epoch ms. */
export function time(description: string): Field<number, false> {
  return {
    description: `${description} ISO 8601 with \`Z\` or an offset, a day alone (its start, UTC), or epoch milliseconds.`,
    required: false,
    schema: { type: ['string', 'integer'], examples: ['2026-11-23T08:00:00.000Z', 1795420800000] },
    expected: 'ISO 8601 with Z or an offset, or epoch milliseconds',
    parse: parseTime,
  };
}

/** A whole number from a query string. */
export function wholeNumber(
  description: string,
  bounds: { readonly min: number; readonly max: number; readonly byDefault?: number },
): Field<number, false> {
  const { min, max, byDefault } = bounds;
  return {
    description,
    required: false,
    schema: { type: 'integer', minimum: min, maximum: max, ...(byDefault === undefined ? {} : { default: byDefault }) },
    expected: `a whole number from ${min} to ${max}`,
    parse: (value) => {
      const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      return number >= min && number <= max ? number : undefined;
    },
  };
}

/** One of some words. */
export function oneOf<const W extends string>(description: string, words: readonly W[]): Field<W, false> {
  return {
    description,
    required: false,
    schema: { type: 'string', enum: words },
    expected: `one of ${words.join(', ')}`,
    parse: (value) => words.find((word) => word === value),
  };
}

/** A JSON object; what is in it is for others to check. */
export function jsonObject(description: string, schema: JsonObject = { type: 'object' }): Field<JsonObject, false> {
  return {
    description,
    required: false,
    schema,
    expected: 'a JSON object',
    parse: (value) => (isJsonObject(value) ? value : undefined),
  };
}

/** `true` or `false`. */
export function flag(description: string): Field<boolean, false> {
  return {
    description,
    required: false,
    schema: { type: 'boolean', default: false },
    expected: 'true or false',
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
  };
}

/** The same field, but it cannot be left out. */
export function required<T>(field: Field<T>): Field<T, true> {
  return { ...field, required: true };
}
