import type { Condition } from './condition';
import { noSuchObject, OtsError } from './ots-error';
import { getRange, getRow, type RangeRequest, readableOf, type Selection } from './read-operations';
import { createTable, type IndexMeta, type Table, type TableMeta } from './table';
import { WRITE, writeRow } from './write-operations';

/** What the operations work on. */
export interface Instance {
  readonly tables: Map<string, Table>;
  /** Runs what an index does after its table. */
  later(change: () => void): void;
  /** A page of GetRange ends after so many bytes. */
  readonly pageBytes: number;
}

type Operation = (instance: Instance, request: never) => object;

const consumed = { capacityUnit: { read: 0, write: 0 } };
const MAX_BATCH_WRITES = 200;
const MAX_BATCH_READS = 100;

function tableOf({ tables }: Instance, name: string): Table {
  const table = tables.get(name);
  if (table === undefined) throw noSuchObject(name);
  return table;
}

interface CreateTable {
  readonly tableMeta: TableMeta;
  readonly tableOptions?: { readonly timeToLive?: number; readonly maxVersions?: number };
  readonly indexMetas: readonly IndexMeta[];
}

/** One of a batch that fails does not stop the others: its error is its answer. */
function inBatch(run: () => Buffer): object {
  try {
    return { isOk: true, consumed, row: run() };
  } catch (error) {
    if (!(error instanceof OtsError)) throw error;
    return { isOk: false, error: { code: error.code, message: error.message } };
  }
}

/** The operations, by their paths. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateTable(instance, { tableMeta, tableOptions = {}, indexMetas }: CreateTable) {
    if (instance.tables.has(tableMeta.tableName)) {
      throw new OtsError(409, 'OTSObjectAlreadyExist', 'Requested table already exists.');
    }
    const table = createTable(tableMeta, tableOptions, instance.later);
    for (const index of indexMetas) table.addIndex(index);
    instance.tables.set(tableMeta.tableName, table);
    return {};
  },

  DescribeTable(instance, { tableName }: { tableName: string }) {
    const { meta, options, indexes } = tableOf(instance, tableName);
    const plain = [...indexes.values()].map(({ schema: _, rows: __, ...index }) => ({ ...index, indexSyncPhase: 2 }));
    return {
      tableMeta: meta,
      reservedThroughputDetails: { ...consumed, lastIncreaseTime: 0 },
      tableOptions: options,
      tableStatus: 1,
      indexMetas: plain,
    };
  },

  ListTable: ({ tables }) => ({ tableNames: [...tables.keys()] }),

  DeleteTable(instance, { tableName }: { tableName: string }) {
    const { indexes } = tableOf(instance, tableName);
    if (indexes.size > 0) throw new OtsError(403, 'OTSObjectNotExist', 'Drop the indexes of the table first.');
    instance.tables.delete(tableName);
    return {};
  },

  CreateIndex(instance, request: { mainTableName: string; indexMeta: IndexMeta }) {
    tableOf(instance, request.mainTableName).addIndex(request.indexMeta);
    return {};
  },

  DropIndex(instance, request: { mainTableName: string; indexName: string }) {
    if (!tableOf(instance, request.mainTableName).indexes.delete(request.indexName)) {
      throw noSuchObject(request.indexName);
    }
    return {};
  },

  PutRow(instance, { tableName, row, condition }: { tableName: string; row: Uint8Array; condition: Condition }) {
    writeRow(tableOf(instance, tableName), WRITE.put, row, condition);
    return { consumed };
  },

  UpdateRow(instance, request: { tableName: string; rowChange: Uint8Array; condition: Condition }) {
    writeRow(tableOf(instance, request.tableName), WRITE.update, request.rowChange, request.condition);
    return { consumed };
  },

  DeleteRow(instance, request: { tableName: string; primaryKey: Uint8Array; condition: Condition }) {
    writeRow(tableOf(instance, request.tableName), WRITE.delete, request.primaryKey, request.condition);
    return { consumed };
  },

  GetRow({ tables }, request: { tableName: string; primaryKey: Uint8Array } & Selection) {
    return { consumed, row: getRow(readableOf(tables, request.tableName), request.primaryKey, request) };
  },

  GetRange({ tables, pageBytes }, request: { tableName: string } & RangeRequest) {
    const { rows, next } = getRange(readableOf(tables, request.tableName), request, pageBytes);
    return { consumed, rows, nextStartPrimaryKey: next };
  },

  BatchGetRow({ tables }, request: { tables: ({ tableName: string; primaryKey: Uint8Array[] } & Selection)[] }) {
    const total = request.tables.reduce((sum, { primaryKey }) => sum + primaryKey.length, 0);
    if (total > MAX_BATCH_READS) throw new OtsError(400, 'OTSParameterInvalid', 'A batch reads 100 rows at most.');
    const answers = request.tables.map(({ tableName, primaryKey, ...selection }) => ({
      tableName,
      rows: primaryKey.map((key) => inBatch(() => getRow(readableOf(tables, tableName), key, selection))),
    }));
    return { tables: answers };
  },

  BatchWriteRow(
    instance,
    request: {
      tables: { tableName: string; rows: { type: number; rowChange: Uint8Array; condition: Condition }[] }[];
    },
  ) {
    const total = request.tables.reduce((sum, { rows }) => sum + rows.length, 0);
    if (total > MAX_BATCH_WRITES) throw new OtsError(400, 'OTSParameterInvalid', 'A batch writes 200 rows at most.');
    const answers = request.tables.map(({ tableName, rows }) => ({
      tableName,
      rows: rows.map(({ type, rowChange, condition }) =>
        inBatch(() => {
          writeRow(tableOf(instance, tableName), type, rowChange, condition);
          return Buffer.alloc(0);
        }),
      ),
    }));
    return { tables: answers };
  },
};
