import type { JsonObject } from '@dinghub/core';
import { AdminError } from '../errors';
import type { Fields, ValuesOf } from './fields';

/** A name that somebody sent, short enough for a message. */
const shortened = (name: string) => (name.length > 60 ? `${name.slice(0, 60)}…` : name);

/**
 * Reads fields from a query or a body.
 * @throws AdminError `invalid_request` with every problem at once; fields that nobody knows are problems too
 */
export function readFields<F extends Fields>(fields: F, input: JsonObject): ValuesOf<F> {
  const known = Object.keys(fields);
  const problems = Object.keys(input)
    .filter((name) => !known.includes(name))
    .map((name) => `${shortened(name)}: unknown; ${known.length === 0 ? 'none is' : `known are ${known.join(', ')}`}.`);
  const values: [string, unknown][] = [];
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(input, name) ? input[name] : undefined;
    const value = given === undefined ? undefined : field.parse(given);
    if (value !== undefined) values.push([name, value]);
    else if (given !== undefined || field.required) problems.push(`${name}: expected ${field.expected}.`);
  }
  if (problems.length > 0) throw new AdminError('invalid_request', { problems });
  return Object.fromEntries(values) as ValuesOf<F>;
}

/**
 * Reads the parameters of a query string. An empty one is as good as none; one that is given twice is refused.
 * @throws AdminError `invalid_request`
 */
export function readQuery<F extends Fields>(fields: F, rawQuery: string): ValuesOf<F> {
  if (!isPercentEncoded(rawQuery)) {
    throw new AdminError('invalid_request', { problems: ['The query string is not percent-encoded UTF-8.'] });
  }
  const given = [...new URLSearchParams(rawQuery)];
  const names = given.map(([name]) => name);
  const repeated = names.filter((name, i) => names.indexOf(name) !== i).slice(0, 10);
  if (repeated.length > 0) {
    const problems = [...new Set(repeated)].map((name) => `${shortened(name)}: given more than once.`);
    throw new AdminError('invalid_request', { problems });
  }
  const isEmptyField = (name: string, value: string) => value === '' && Object.hasOwn(fields, name);
  return readFields(fields, Object.fromEntries(given.filter(([name, value]) => !isEmptyField(name, value))));
}

/** True when every `%` begins two hexadecimal digits and the whole is UTF-8. */
export function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
