import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidCursor } from '@dinghub/core';
import type { Item } from './item';

/** Where a query stands: the keys of the last item given out, all texts but one number. */
export type Place = Readonly<Record<string, string | number>>;

/** An opaque cursor. */
export function writeCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The place that a cursor stands for, with exactly the named keys.
 * @throws InvalidCursor
 */
export function readCursor(cursor: string, keys: readonly string[]): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isPlace(place, keys)) return place;
  } catch {
    // Not one of ours: falls through.
  }
  throw new InvalidCursor('The cursor was not issued by this store.');
}

/** True for a place with exactly the named keys. */
export function isPlace(place: unknown, keys: readonly string[]): place is Place {
  return (
    typeof place === 'object' &&
    place !== null &&
    Object.keys(place).sort().join() === [...keys].sort().join() &&
    Object.values(place).every((value) => typeof value === 'string' || Number.isSafeInteger(value))
  );
}

/** The place of an item. */
export function placeOf(item: Item, keys: readonly string[]): Place {
  return Object.fromEntries(
    keys.map((key) => [key, item[key]?.N === undefined ? (item[key]?.S ?? '') : Number(item[key]?.N)]),
  );
}

/** A place as DynamoDB wants it. */
export function toStartKey(place: Place): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(place).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  );
}
