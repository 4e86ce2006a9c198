import { InvalidCursor } from '@dinghub/core';
import type { Columns } from './row';

/** Where a listing stands: the key of the last row given out, in the order of the key's columns. */
export type Place = readonly (string | number)[];

/** The place of a row. */
export function placeOf(columns: Columns, keys: readonly string[]): Place {
  return keys.map((key) => columns[key] ?? '');
}

/** An opaque cursor. */
export function writeCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The place that a cursor stands for.
 * @param keys the columns of the key: those named `…At` are integers, the others texts
 * @param name what the first column must be: a cursor of another partition or index is no cursor of this one
 * @throws InvalidCursor
 */
export function readCursor(cursor: string, keys: readonly string[], name?: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isPlace(place, keys) && (name === undefined || place[0] === name)) return place;
  } catch {
    // Not one of ours: falls through.
  }
  throw new InvalidCursor('The cursor was not issued by this store.');
}

function isPlace(place: unknown, keys: readonly string[]): place is Place {
  return (
    Array.isArray(place) &&
    place.length === keys.length &&
    keys.every((key, i) => (key.endsWith('At') ? Number.isSafeInteger(place[i]) : typeof place[i] === 'string'))
  );
}
