import type { Cell, KeyPart } from './cell';
import { passes } from './condition';
import { noSuchObject } from './ots-error';
import { readRow, type WrittenRow, writeRows } from './plain-buffer';
import type { Row } from './rows';
import { checkKey } from './schema';
import type { Readable, Table } from './table';

/** A page of GetRange ends after so many rows. Source: Tablestore's documentation of GetRange. */
const MAX_ROWS = 5000;

/** What a read asks of each row. */
export interface Selection {
  readonly columnsToGet: readonly string[];
  readonly filter?: Uint8Array;
}

/** What GetRange asks. */
export interface RangeRequest extends Selection {
  readonly direction: number;
  readonly limit?: number;
  readonly inclusiveStartPrimaryKey: Uint8Array;
  readonly exclusiveEndPrimaryKey: Uint8Array;
}

/**
 * The table, or the index of one, that has a name.
 * @throws OtsError
 */
export function readableOf(tables: ReadonlyMap<string, Table>, name: string): Readable {
  const index = [...tables.values()].map(({ indexes }) => indexes.get(name)).find((one) => one !== undefined);
  const found = tables.get(name) ?? index;
  if (found === undefined) throw noSuchObject(name);
  return found;
}

/** Reads one row: its PlainBuffer, empty when there is none. */
export function getRow(source: Readable, primaryKey: Uint8Array, selection: Selection): Buffer {
  const row = source.rows.get(keyOf(source, primaryKey) as Cell[]);
  return writeRows(row ? select(source, [row], selection) : []);
}

/** Reads a range; `next` is the key at which the next page starts. */
export function getRange(source: Readable, request: RangeRequest, pageBytes: number): { rows: Buffer; next: Buffer } {
  const start = keyOf(source, request.inclusiveStartPrimaryKey);
  const end = keyOf(source, request.exclusiveEndPrimaryKey);
  const found = source.rows.range(start, end, request.direction === 1);
  const limit = Math.min(request.limit || MAX_ROWS, MAX_ROWS);
  let bytes = 0;
  let taken = 0;
  while (taken < found.length && taken < limit && (taken === 0 || bytes < pageBytes)) {
    bytes += sizeOf(found[taken] as Row);
    taken++;
  }
  const next = found[taken];
  return {
    rows: writeRows(select(source, found.slice(0, taken), request)),
    next: writeRows(next ? [{ ...named(source, next), columns: [] }] : []),
  };
}

function keyOf(source: Readable, primaryKey: Uint8Array): KeyPart[] {
  const { key } = readRow(primaryKey);
  checkKey(
    source.schema,
    key.map(({ name, value }) => [name, value]),
  );
  return key.map(({ value }) => value as KeyPart);
}

function select(source: Readable, rows: readonly Row[], { columnsToGet, filter }: Selection): WrittenRow[] {
  return rows.flatMap((row) => {
    if (filter?.length && !passes(filter, row.columns)) return [];
    const whole = named(source, row);
    return columnsToGet.length === 0
      ? [whole]
      : [{ ...whole, columns: whole.columns.filter(([name]) => columnsToGet.includes(name)) }];
  });
}

function named({ schema }: Readable, { key, columns }: Row): WrittenRow {
  return {
    key: schema.map(({ name }, i) => [name, key[i] as Cell] as const),
    columns: [...columns].sort(([a], [b]) => (a < b ? -1 : 1)),
    timestamp: BigInt(Date.now()),
  };
}

function sizeOf({ key, columns }: Row): number {
  const cells = [...key, ...columns.values()];
  return cells.reduce<number>(
    (sum, cell) => sum + (typeof cell === 'string' || Buffer.isBuffer(cell) ? Buffer.byteLength(cell) : 8),
    0,
  );
}
