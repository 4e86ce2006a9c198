import { type IndexQuery, InvalidCursor, type PageRequest, type RecordStore, type StoredRecord } from '@dinghub/core';
import { createGroupCommit } from './group-commit';
import { translateError } from './sqlite-error';
import { COLUMNS, openDatabase, type Row, toRecord, toValues } from './sqlite-table';

/** The embedded store. */
export interface SqliteRecordStore extends RecordStore {
  /** Removes up to `limit` records that expired before `now` (epoch ms); says how many. Call it again while it says `limit`. */
  purgeExpired(now: number, limit?: number): Promise<number>;
  /** Finishes what is queued and closes the file. Later calls fail with StoreUnavailable. */
  close(): Promise<void>;
}

/** A position in a listing: the instant (0 in a partition's list), then the key. */
type Position = readonly [at: number, pk: string, sk: string];

/**
 * Opens (and on first use creates) a {@link RecordStore} in one SQLite file: WAL, `synchronous=FULL`, group commit. A write is
 * acknowledged only when its transaction is on disk. Several processes may share the file.
 * @param options.path the database file; its folder is created, readable by its owner alone
 * @param options.maxPages caps the file at so many 4 KiB pages; beyond it writes fail with StoreUnavailable. @default none
 */
export function createSqliteRecordStore(options: {
  readonly path: string;
  readonly maxPages?: number;
}): SqliteRecordStore {
  const db = openDatabase(options);
  const commits = createGroupCommit(db);
  const insertOne = db.prepare(
    `INSERT INTO records (pk, sk, version, ${COLUMNS}) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pk, sk) DO NOTHING`,
  );
  const replaceOne = db.prepare(
    `UPDATE records SET version = version + 1, (${COLUMNS}) = (?, ?, ?, ?, ?, ?, ?) WHERE pk = ? AND sk = ? AND version = ?`,
  );
  const removeOne = db.prepare('DELETE FROM records WHERE pk = ? AND sk = ? AND version = ?');
  const getOne = db.prepare(`SELECT pk, sk, version, ${COLUMNS} FROM records WHERE pk = ? AND sk = ?`);
  const purge = db.prepare(
    'DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE expires_at < ? ORDER BY expires_at LIMIT ?)',
  );

  /** Reads the rows `where` after the cursor, one more than asked for to know whether there are more. */
  function page(where: string, values: readonly unknown[], order: readonly string[], request: PageRequest) {
    const [way, beyond] = request.order === 'descending' ? ['DESC', '<'] : ['ASC', '>'];
    const after = request.cursor === undefined ? undefined : readCursor(request.cursor).slice(-order.length);
    const place = `(${order.join(', ')})`;
    const sql = `SELECT pk, sk, version, ${COLUMNS} FROM records WHERE ${where}
      ${after ? `AND ${place} ${beyond} (${order.map(() => '?').join(', ')})` : ''} ORDER BY ${order.map((column) => `${column} ${way}`).join(', ')} LIMIT ?`;
    const rows = read(() => db.prepare(sql).all(...values, ...(after ?? []), request.limit + 1) as Row[]);
    const items = rows.slice(0, request.limit).map(toRecord);
    const last = rows.length > request.limit ? items.at(-1) : undefined;
    return { items, last };
  }

  function read<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw translateError(error);
    }
  }

  return {
    insert: (record) =>
      commits.run(() =>
        insertOne.run(record.partition, record.sort, ...toValues(record)).changes === 1 ? 'inserted' : 'exists',
      ),

    async get({ partition, sort }) {
      const row = read(() => getOne.get(partition, sort) as Row | undefined);
      return row && toRecord(row);
    },

    replace: (record) =>
      commits.run(() => {
        const { partition, sort, version } = record;
        return replaceOne.run(...toValues(record), partition, sort, version).changes === 1 ? 'replaced' : 'conflict';
      }),

    remove: ({ partition, sort }, version) =>
      commits.run(() => (removeOne.run(partition, sort, version).changes === 1 ? 'removed' : 'conflict')),

    async list(partition, request) {
      const { items, last } = page('pk = ?', [partition], ['pk', 'sk'], request);
      return { items, ...(last ? { cursor: writeCursor([0, last.partition, last.sort]) } : {}) };
    },

    async query(query, request) {
      const { where, values, column } = conditionOf(query);
      const { items, last } = page(where, values, [column, 'pk', 'sk'], request);
      return { items, ...(last ? { cursor: writeCursor([instantIn(query, last), last.partition, last.sort]) } : {}) };
    },

    purgeExpired: (now, limit = 1000) => commits.run(() => purge.run(now, limit).changes),

    close: () => commits.close(() => db.close()),
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
