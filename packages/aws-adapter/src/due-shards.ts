import { InvalidCursor, type Page, type StoredRecord } from '@dinghub/core';
import { isPlace, type Place, placeOf } from './cursor';
import { type Item, toRecord } from './item';
import { DUE_SHARDS } from './table';

/** The keys of an item's place in the due index. */
export const DUE_KEYS = ['dueShard', 'dueAt', 'pk', 'sk'] as const;

/** What was read of one shard, in its order; `cursor` when there is more. */
interface ShardPage {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** Where each shard stands; null for one of which nothing was given out yet. */
type ShardPlaces = readonly (Place | null | undefined)[];

/** Merges the shards into one page, the longest overdue first. Each shard goes on after its own last item that was given out. */
export function mergeDue(shards: readonly ShardPage[], before: ShardPlaces, limit: number): Page<StoredRecord> {
  const all = shards.flatMap(({ items }, shard) =>
    items.map((item) => ({ item, shard, dueAt: Number(item.dueAt?.N) })),
  );
  // Stable: of one instant, each shard keeps its own order.
  const taken = all.sort((a, b) => a.dueAt - b.dueAt).slice(0, limit);
  const items = taken.map(({ item }) => toRecord(item));
  if (taken.length === all.length && shards.every(({ cursor }) => cursor === undefined)) return { items };
  const places = Array.from({ length: DUE_SHARDS }, (_, shard) => before[shard] ?? null);
  for (const { item, shard } of taken) places[shard] = placeOf(item, DUE_KEYS);
  return { items, cursor: Buffer.from(JSON.stringify(places)).toString('base64url') };
}

/**
 * The places that a cursor of {@link mergeDue} stands for.
 * @throws InvalidCursor
 */
export function readDueCursor(cursor: string): ShardPlaces {
  try {
    const places: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const valid = Array.isArray(places) && places.length === DUE_SHARDS;
    if (valid && places.every((place) => place === null || isPlace(place, DUE_KEYS))) return places as ShardPlaces;
  } catch {
    // Not one of ours: falls through.
  }
  throw new InvalidCursor('The cursor was not issued by this store.');
}
