import type { Page, PageRequest, Random, RecordKey, RecordStore, StoredRecord } from '@dinghub/core';
import {
  type Client,
  ComparatorType,
  Condition,
  Direction,
  Long,
  type PrimaryKeyInput,
  RowExistenceExpectation,
  SingleColumnCondition,
} from 'tablestore';
import type { TablestoreClient } from './client';
import { type Place, placeOf, readCursor, writeCursor } from './cursor';
import { isConditionFailure, translateError } from './ots-error';
import { indexRange, partitionRange, type Range, toPrimaryKey } from './range';
import { type Columns, toAttributes, toColumns, toKey, toRecord } from './row';
import { indexName, keysOf } from './table';

/**
 * A {@link RecordStore} over one Tablestore table (see `table.ts`).
 *
 * A write whose answer was lost is tried again, and Tablestore then refuses the repeat although the first try did it. Each
 * write therefore leaves an id of its own in the item: a refused one that finds its own id there has succeeded.
 *
 * A delete leaves nothing to recognise. So `removed` says that the record is gone at that version, not who did it: when the
 * answer to one delete gets lost while somebody else's succeeds, both hear `removed`. And one that finds a new record in the
 * place of the old hears `conflict`, though it may have removed the old. Nothing may hang on having been the only remover.
 */
export function createTablestoreRecordStore(options: {
  readonly client: TablestoreClient;
  readonly table: string;
  readonly random: Random;
}): RecordStore {
  const { client, table: tableName } = options;

  /** Puts a row under a condition; false when the condition does not hold and the row there is not this very write. */
  async function put(key: RecordKey, version: number, record: StoredRecord | Omit<StoredRecord, 'version'>) {
    const writeId = Buffer.from(options.random(9)).toString('base64url');
    const put = await client.call((tablestore) =>
      tablestore.putRow({
        tableName,
        primaryKey: toKey(key),
        attributeColumns: toAttributes(record, version, writeId),
        condition: version === 1 ? absent() : atVersion(version - 1),
      }),
    );
    if (put.ok) return true;
    if (!isConditionFailure(put.error)) throw translateError(put.error);
    // Only a write that was tried again can have refused itself.
    return put.tries > 1 && (await getColumns(key))?.writeId === writeId;
  }

  async function getColumns(key: RecordKey): Promise<Columns | undefined> {
    const { row } = await read((tablestore) => tablestore.getRow({ tableName, primaryKey: toKey(key) }));
    return toColumns(row);
  }

  async function read<T>(operation: (tablestore: Client) => Promise<T>): Promise<T> {
    const outcome = await client.call(operation);
    if (outcome.ok) return outcome.value;
    throw translateError(outcome.error);
  }

  /** Reads a range up to `limit`, going on where Tablestore ends a page. */
  async function list(range: Range, page: PageRequest): Promise<Page<StoredRecord>> {
    const keys = keysOf(range.index);
    const backward = page.order === 'descending';
    const [from, to] = backward ? [range.high, range.low] : [range.low, range.high];
    const after = page.cursor === undefined ? undefined : readCursor(page.cursor, keys, range.name);
    const rows: Columns[] = [];
    let start: PrimaryKeyInput | undefined = after ? toPrimaryKey(after, range.index) : from;
    while (start !== undefined && rows.length <= page.limit) {
      const inclusiveStartPrimaryKey: PrimaryKeyInput = start;
      const answer = await read((tablestore) =>
        tablestore.getRange({
          tableName: range.index ? indexName(tableName, range.index) : tableName,
          direction: backward ? Direction.BACKWARD : Direction.FORWARD,
          inclusiveStartPrimaryKey,
          exclusiveEndPrimaryKey: to,
          // The row of the cursor comes again when it is still there; one more tells whether there are more.
          limit: page.limit - rows.length + 2,
        }),
      );
      for (const row of answer.rows) {
        const columns = toColumns(row);
        if (columns && !isPlace(columns, after, keys)) rows.push(columns);
      }
      start = answer.nextStartPrimaryKey?.map(({ name, value }) => ({ [name]: value }));
    }
    const items = rows.slice(0, page.limit);
    const last = rows.length > items.length ? items.at(-1) : undefined;
    return { items: items.map(toRecord), ...(last ? { cursor: writeCursor(placeOf(last, keys)) } : {}) };
  }

  return {
    async insert(record) {
      return (await put(record, 1, record)) ? 'inserted' : 'exists';
    },

    async get(key) {
      const columns = await getColumns(key);
      return columns && toRecord(columns);
    },

    async replace(record) {
      return (await put(record, record.version + 1, record)) ? 'replaced' : 'conflict';
    },

    async remove(key, version) {
      const condition = atVersion(version);
      const removed = await client.call((tablestore) =>
        tablestore.deleteRow({ tableName, primaryKey: toKey(key), condition }),
      );
      if (removed.ok) return 'removed';
      if (!isConditionFailure(removed.error)) throw translateError(removed.error);
      // A repeated delete that finds nothing: the first did it, or somebody else did, which is as good.
      return removed.tries > 1 && (await getColumns(key)) === undefined ? 'removed' : 'conflict';
    },

    list: (partition, page) => list(partitionRange(partition), page),

    query: (query, page) => list(indexRange(query), page),
  };
}

function isPlace(columns: Columns, place: Place | undefined, keys: readonly string[]): boolean {
  return place?.every((part, i) => columns[keys[i] ?? ''] === part) ?? false;
}

function absent(): Condition {
  return new Condition(RowExistenceExpectation.EXPECT_NOT_EXIST, null);
}

function atVersion(version: number): Condition {
  const same = new SingleColumnCondition('version', Long.fromNumber(version), ComparatorType.EQUAL, false);
  return new Condition(RowExistenceExpectation.EXPECT_EXIST, same);
}
