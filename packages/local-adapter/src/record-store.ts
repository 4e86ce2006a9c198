import {
  DAY_MS,
  type IndexQuery,
  InvalidCursor,
  type PageRequest,
  type RecordStore,
  type StoredRecord,
} from '@dinghub/core';
import type { Write } from './group-commit';
import { translateError } from './sqlite-error';
import { COLUMNS, type DatabaseFile, openDatabase, type Row, toRecord, toValues } from './sqlite-table';
import { createWriteThread } from './write-thread';

/** Work that is waiting keeps a record so much longer. */
const WORK_GRACE_MS = 7 * DAY_MS;

/** The embedded store. */
export interface SqliteRecordStore extends RecordStore {
  /** Removes up to `limit` records that expired before `now` (epoch ms), those with work waiting a week later; says how many. Call it again while it says `limit`. */
  purgeExpired(now: number, limit?: number): Promise<number>;
  /**
   * Finishes what is queued, moves what was written from the write-ahead log into the file, and closes it. Later calls fail with
   * StoreUnavailable.
   */
  close(): Promise<void>;
}

/** A position in a listing: the instant (0 in a partition's list), then the key. */
type Position = readonly [at: number, pk: string, sk: string];

/**
 * Opens (and on first use creates) a {@link RecordStore} in one SQLite file: WAL, `synchronous=FULL`, group commit in a thread of
 * its own. A write is acknowledged only when its transaction is on disk. Several processes may share the file, whose folder is
 * created readable by its owner alone.
 */
export function createSqliteRecordStore(options: DatabaseFile): SqliteRecordStore {
  const db = openDatabase(options);
  const writer = createWriteThread(options);
  const getOne = db.prepare(`SELECT pk, sk, version, ${COLUMNS} FROM records WHERE pk = ? AND sk = ?`);

  /** Reads the rows `where` after the cursor, one more than asked for to know whether there are more. */
  function page(where: string, values: readonly unknown[], order: readonly string[], request: PageRequest) {
    const [way, beyond] = request.order === 'descending' ? ['DESC', '<'] : ['ASC', '>'];
    const after = request.cursor === undefined ? undefined : readCursor(request.cursor).slice(-order.length);
    const place = `(${order.join(', ')})`;
    const sql = `SELECT pk, sk, version, ${COLUMNS} FROM records WHERE ${where}
      ${after ? `AND ${place} ${beyond} (${order.map(() => '?').join(', ')})` : ''} ORDER BY ${order.map((column) => `${column} ${way}`).join(', ')} LIMIT ?`;
    const rows = attempt(() => db.prepare(sql).all(...values, ...(after ?? []), request.limit + 1) as Row[]);
    const items = rows.slice(0, request.limit).map(toRecord);
    const last = rows.length > request.limit ? items.at(-1) : undefined;
    return { items, last };
  }

  function write(statement: Write['statement'], values: () => Write['values']): Promise<number> {
    return writer.run({ statement, values: attempt(values) });
  }

  function attempt<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw translateError(options.path, error);
    }
  }

  return {
    insert: async (record) =>
      (await write('insert', () => [record.partition, record.sort, ...toValues(record)])) === 1 ? 'inserted' : 'exists',

    async get({ partition, sort }) {
      const row = attempt(() => getOne.get(partition, sort) as Row | undefined);
      return row && toRecord(row);
    },

    replace: async (record) => {
      const { partition, sort, version } = record;
      const changes = await write('replace', () => [...toValues(record), partition, sort, version]);
      return changes === 1 ? 'replaced' : 'conflict';
    },

    remove: async ({ partition, sort }, version) =>
      (await write('remove', () => [partition, sort, version])) === 1 ? 'removed' : 'conflict',

    async list(partition, request) {
      const { items, last } = page('pk = ?', [partition], ['pk', 'sk'], request);
      return { items, ...(last ? { cursor: writeCursor([0, last.partition, last.sort]) } : {}) };
    },

    async query(query, request) {
      const { where, values, column } = conditionOf(query);
      const { items, last } = page(where, values, [column, 'pk', 'sk'], request);
      return { items, ...(last ? { cursor: writeCursor([instantIn(query, last), last.partition, last.sort]) } : {}) };
    },

    purgeExpired: (now, limit = 1000) => write('purge', () => [now, now - WORK_GRACE_MS, limit]),

    async close() {
      await writer.close();
      if (db.open) db.close();
    },
  };
}

function conditionOf(query: IndexQuery): { where: string; values: unknown[]; column: string } {
  if (query.index === 'due') return { where: 'due_at < ?', values: [query.until], column: 'due_at' };
  const { index, name, from, until } = query;
  const column = `${index}_at`;
  const bounds = [
    ...(from === undefined ? [] : [{ sql: `AND ${column} >= ?`, value: from }]),
    ...(until === undefined ? [] : [{ sql: `AND ${column} < ?`, value: until }]),
  ];
  const where = [`${index} = ?`, ...bounds.map(({ sql }) => sql)].join(' ');
  return { where, values: [name, ...bounds.map(({ value }) => value)], column };
}

function instantIn({ index }: IndexQuery, record: StoredRecord): number {
  return (index === 'due' ? record.dueAt : record[index]?.at) ?? 0;
}

function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function readCursor(cursor: string): Position {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 3) {
      const [at, pk, sk] = parts as unknown[];
      if (typeof at === 'number' && typeof pk === 'string' && typeof sk === 'string') return [at, pk, sk];
    }
  } catch {
    // Not one of ours: falls through.
  }
  throw new InvalidCursor('The cursor was not issued by this store.');
}
