import type { Cell } from './cell';
import { badParameter } from './ots-error';

/** Limits of the service. Source: Tablestore's product documentation, "General limits". */
const MAX_KEY_BYTES = 1024;
const MAX_CELL_BYTES = 2 * 1024 * 1024;
const MAX_COLUMNS = 1024;

/** The types of keys and of columns, by their codes on the wire. */
const KEY_TYPES: Readonly<Record<number, string>> = { 1: 'bigint', 2: 'string', 3: 'object' };
const COLUMN_TYPES: Readonly<Record<number, string>> = {
  1: 'bigint',
  2: 'number',
  3: 'boolean',
  4: 'string',
  7: 'object',
};

/** A column of a key, or a predefined one, and its type. */
export interface ColumnSchema {
  readonly name: string;
  readonly type: number;
}

/**
 * Checks a full key against its schema: the same names in the same order, with the right types, in their limits.
 * @throws OtsError
 */
export function checkKey(schema: readonly ColumnSchema[], key: readonly (readonly [string, unknown])[]): void {
  const names = (columns: readonly string[]) => columns.join(', ');
  const expected = names(schema.map(({ name }) => name));
  const found = names(key.map(([name]) => name));
  if (expected !== found) throw badParameter(`The primary key is (${expected}), not (${found}).`);
  for (const [i, [name, value]] of key.entries()) {
    if (typeof value === 'symbol') continue;
    const type = schema[i]?.type ?? 0;
    if (typeof value !== KEY_TYPES[type]) throw badParameter(`The primary key column ${name} has another type.`);
    if (bytesOf(value as Cell) > MAX_KEY_BYTES)
      throw badParameter(`The primary key column ${name} is over 1024 bytes.`);
  }
}

/**
 * Checks the columns of a row.
 * @throws OtsError
 */
export function checkColumns(defined: readonly ColumnSchema[], columns: ReadonlyMap<string, Cell>): void {
  if (columns.size > MAX_COLUMNS) throw badParameter('A row has 1024 columns at most.');
  for (const [name, value] of columns) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name)) throw badParameter(`${name} is no name for a column.`);
    if (bytesOf(value) > MAX_CELL_BYTES) throw badParameter(`The column ${name} is over 2 MB.`);
    const type = defined.find((column) => column.name === name)?.type;
    if (type !== undefined && typeof value !== COLUMN_TYPES[type]) {
      throw badParameter(`The predefined column ${name} has another type.`);
    }
  }
}

function bytesOf(value: Cell): number {
  return typeof value === 'string' || Buffer.isBuffer(value) ? Buffer.byteLength(value) : 8;
}
