import type { Cell } from './cell';
import { type Condition, checkCondition } from './condition';
import { badParameter } from './ots-error';
import { OPERATION, type ReadColumn, readRow } from './plain-buffer';
import { checkKey } from './schema';
import type { Table } from './table';

/** What a write does, by the codes of a batch. */
export const WRITE = { put: 1, update: 2, delete: 3 } as const;

/**
 * Does one conditional write.
 * @param change the row, the update or the key, in PlainBuffer
 * @throws OtsError
 */
export function writeRow(table: Table, kind: number, change: Uint8Array, condition: Condition): void {
  const { key, columns, deleted } = readRow(change);
  checkKey(
    table.schema,
    key.map(({ name, value }) => [name, value]),
  );
  const cells = key.map(({ value }) => value as Cell);
  const before = table.rows.get(cells)?.columns;
  checkCondition(condition, before);
  if (kind === WRITE.delete) {
    if (!deleted) throw badParameter('A delete has the marker of one.');
    table.write(cells, undefined);
    return;
  }
  if (columns.some(({ timestamp }) => timestamp !== undefined) && table.indexes.size > 0) {
    throw badParameter('Columns of a table with an index cannot be given a version.');
  }
  if (kind === WRITE.put) {
    table.write(cells, new Map(columns.map(({ name, value }) => [name, value as Cell])));
    return;
  }
  const after = new Map(before ?? []);
  for (const column of columns) update(after, column);
  table.write(cells, after);
}

function update(columns: Map<string, Cell>, { name, value, operation }: ReadColumn): void {
  if (operation === OPERATION.deleteAll || operation === OPERATION.deleteOne) {
    columns.delete(name);
    return;
  }
  if (operation === OPERATION.increment) {
    const [before, by] = [columns.get(name) ?? 0n, value];
    if (typeof before !== 'bigint' || typeof by !== 'bigint') throw badParameter(`${name} is no integer.`);
    columns.set(name, BigInt.asIntN(64, before + by));
    return;
  }
  columns.set(name, value as Cell);
}
