import { type CreateTableParams, DefinedColumnType, type IndexMeta } from 'tablestore';

/** The columns beside the keys `pk` and `sk`: those that an index is keyed by or carries have to be declared. */
const COLUMNS = {
  version: DefinedColumnType.DCT_INTEGER,
  /** The record's value in JSON. */
  value: DefinedColumnType.DCT_STRING,
  timeline: DefinedColumnType.DCT_STRING,
  timelineAt: DefinedColumnType.DCT_INTEGER,
  subject: DefinedColumnType.DCT_STRING,
  subjectAt: DefinedColumnType.DCT_INTEGER,
  dueAt: DefinedColumnType.DCT_INTEGER,
  expiresAt: DefinedColumnType.DCT_INTEGER,
} as const;

/** What each index is keyed by; Tablestore adds the keys of the table behind them. */
const INDEX_KEYS = {
  timeline: ['timeline', 'timelineAt'],
  subject: ['subject', 'subjectAt'],
  // Of one instant as of every other: no name in front, so that one range read gives what is due, the longest overdue first.
  due: ['dueAt'],
} as const;

/** The name of an index. */
export type IndexName = keyof typeof INDEX_KEYS;

export const INDEX_NAMES = Object.keys(INDEX_KEYS) as readonly IndexName[];

/** The keys of a row of the table, or of an index, in order. */
export function keysOf(index?: IndexName): readonly string[] {
  return [...(index ? INDEX_KEYS[index] : []), 'pk', 'sk'];
}

/** Index names are unique in an instance, so they start with their table's. */
export function indexName(table: string, index: IndexName): string {
  return `${table}_${index}`;
}

/** The index as Tablestore creates it: it carries all columns, so that a query needs no second read. */
export function indexDefinition(table: string, index: IndexName): IndexMeta {
  const primaryKey: readonly string[] = INDEX_KEYS[index];
  const definedColumn = Object.keys(COLUMNS).filter((column) => !primaryKey.includes(column));
  return { name: indexName(table, index), primaryKey: [...primaryKey], definedColumn };
}

/**
 * What creates the table with its indexes. Tablestore drops no single row by itself: a time to live is of the whole table,
 * and forbidden where there are indexes.
 */
export function tableDefinition(table: string): CreateTableParams {
  return {
    tableMeta: {
      tableName: table,
      primaryKey: [
        { name: 'pk', type: 'STRING' },
        { name: 'sk', type: 'STRING' },
      ],
      definedColumn: Object.entries(COLUMNS).map(([name, type]) => ({ name, type })),
    },
    tableOptions: { timeToLive: -1, maxVersions: 1 },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    indexMetas: INDEX_NAMES.map((index) => indexDefinition(table, index)),
  };
}
