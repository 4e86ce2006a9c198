import { type Cell, INF_MAX, INF_MIN, type KeyPart } from './cell';
import { badParameter, OtsError } from './ots-error';
import { createRows, type Row, type Rows } from './rows';
import { type ColumnSchema, checkColumns, checkKey } from './schema';

/** A secondary index as it is described on the wire. */
export interface IndexMeta {
  readonly name: string;
  readonly primaryKey: readonly string[];
  readonly definedColumn: readonly string[];
  readonly indexUpdateMode: number;
  readonly indexType: number;
}

/** A table as it is described on the wire. */
export interface TableMeta {
  readonly tableName: string;
  readonly primaryKey: readonly ColumnSchema[];
  readonly definedColumn: readonly ColumnSchema[];
}

/** What can be read: a table, or an index of one. */
export interface Readable {
  readonly schema: readonly ColumnSchema[];
  readonly rows: Rows;
}

/** A table with its indexes. */
export interface Table extends Readable {
  readonly meta: TableMeta;
  readonly options: object;
  readonly indexes: Map<string, IndexMeta & Readable>;
  /** Stores a row, or removes the one at `key`; each index follows. */
  write(key: readonly Cell[], columns: ReadonlyMap<string, Cell> | undefined): void;
  addIndex(index: IndexMeta): void;
}

/**
 * Creates a table.
 * @param later runs what an index does after its table: as in the service, indexes lag
 * @throws OtsError when the table could not have indexes
 */
export function createTable(
  meta: TableMeta,
  options: { readonly timeToLive?: number; readonly maxVersions?: number },
  later: (change: () => void) => void,
): Table {
  if (meta.primaryKey.length < 1 || meta.primaryKey.length > 4) throw badParameter('A primary key has 1 to 4 columns.');
  const rows = createRows();
  const indexes: Table['indexes'] = new Map();
  const known = [...meta.primaryKey, ...meta.definedColumn.map(({ name, type }) => ({ name, type: keyType(type) }))];

  const everyPart = (part: KeyPart) => meta.primaryKey.map(() => part);

  function indexRow({ schema, definedColumn }: IndexMeta & Readable, row: Row | undefined): Row | undefined {
    if (row === undefined) return undefined;
    const cells = new Map([
      ...row.columns,
      ...meta.primaryKey.map(({ name }, i) => [name, row.key[i] as Cell] as const),
    ]);
    const key = schema.map(({ name }) => cells.get(name));
    // A row without one of the columns that an index is keyed by is not in it.
    if (key.some((part) => part === undefined)) return undefined;
    return { key: key as Cell[], columns: new Map([...row.columns].filter(([name]) => definedColumn.includes(name))) };
  }

  return {
    meta,
    options,
    schema: meta.primaryKey,
    rows,
    indexes,

    write(key, columns) {
      checkKey(
        meta.primaryKey,
        meta.primaryKey.map(({ name }, i) => [name, key[i]]),
      );
      if (columns) checkColumns(meta.definedColumn, columns);
      const before = rows.get(key);
      const after = columns && { key, columns };
      for (const index of indexes.values()) {
        const entry = indexRow(index, after);
        if (entry)
          checkKey(
            index.schema,
            index.schema.map(({ name }, i) => [name, entry.key[i]]),
          );
      }
      if (after) rows.set(after);
      else rows.remove(key);
      for (const index of indexes.values()) {
        const [old, entry] = [indexRow(index, before), indexRow(index, after)];
        later(() => {
          if (old) index.rows.remove(old.key);
          if (entry) index.rows.set(entry);
        });
      }
    },

    addIndex(index) {
      if (indexes.has(index.name))
        throw new OtsError(409, 'OTSObjectAlreadyExist', 'Requested index is already existent.');
      if ((options.timeToLive ?? -1) !== -1 || (options.maxVersions ?? 1) !== 1) {
        throw badParameter('A table with an index has maxVersions 1 and no timeToLive.');
      }
      const names = [...new Set([...index.primaryKey, ...meta.primaryKey.map(({ name }) => name)])];
      const schema = names.map((name) => {
        const column = known.find((one) => one.name === name);
        if (column === undefined || column.type === 0)
          throw badParameter(`An index cannot be keyed by the column ${name}.`);
        return column;
      });
      const unknown = index.definedColumn.find((name) => !meta.definedColumn.some((column) => column.name === name));
      if (unknown !== undefined) throw badParameter(`The column ${unknown} is not predefined.`);
      const added = { ...index, schema, rows: createRows() };
      indexes.set(index.name, added);
      for (const row of rows.range(everyPart(INF_MIN), everyPart(INF_MAX), false)) {
        const entry = indexRow(added, row);
        if (entry) added.rows.set(entry);
      }
    },
  };
}

/** The type of a key for a predefined column's; 0 when it cannot be one. */
function keyType(columnType: number): number {
  return { 1: 1, 4: 2, 7: 3 }[columnType] ?? 0;
}
