import type { JsonValue } from '@dinghub/core';

/** The last millisecond of the year 9999. */
const LATEST = 253_402_300_799_999;

/** A day, or a day with a time and its offset. The `+` of an offset reads as a space when nobody has percent-encoded it. */
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+ -]\d\d:\d\d))?$/i;

/**
 * Reads an instant: ISO 8601 with `Z` or an offset, a day alone (its start, UTC), or epoch milliseconds as a number or text.
 * @returns epoch ms; undefined for anything else, also for a day that does not exist
 */
export function parseTime(value: JsonValue): number | undefined {
  if (typeof value === 'number') return inRange(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,15}$/.test(value)) return inRange(Number(value));
  const [, year, month, day, time = '00:00', offset = 'Z'] = ISO.exec(value) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = `${year}-${month}-${day}`;
  // JavaScript takes 30 February for 2 March.
  const start = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) return undefined;
  return inRange(Date.parse(`${date}T${time}${offset.toUpperCase().replace(' ', '+')}`));
}

function inRange(at: number): number | undefined {
  return Number.isInteger(at) && at >= 0 && at <= LATEST ? at : undefined;
}
