import { InvalidCursor } from '../errors';
import type { IndexQuery, NewRecord, Page, PageRequest, RecordKey, RecordStore, StoredRecord } from './record-store';

/** Where a listing stands: the order keys of the last record given out. */
type Position = readonly [at: number, partition: string, sort: string];

/** A {@link RecordStore} in memory: the reference for the contract, and for tests. Nothing survives the process. */
export function createMemoryRecordStore(): RecordStore {
  const records = new Map<string, StoredRecord>();
  const idOf = (key: RecordKey) => JSON.stringify([key.partition, key.sort]);

  const page = (
    matches: readonly { readonly position: Position; readonly record: StoredRecord }[],
    request: PageRequest,
  ): Page<StoredRecord> => {
    const sign = request.order === 'descending' ? -1 : 1;
    const after = request.cursor === undefined ? undefined : readCursor(request.cursor);
    const rest = matches
      .filter(({ position }) => after === undefined || sign * comparePositions(position, after) > 0)
      .sort((a, b) => sign * comparePositions(a.position, b.position));
    const taken = rest.slice(0, request.limit);
    const last = taken.at(-1);
    return {
      items: taken.map(({ record }) => clone(record)),
      ...(rest.length > taken.length && last ? { cursor: writeCursor(last.position) } : {}),
    };
  };

  return {
    async insert(record: NewRecord) {
      if (records.has(idOf(record))) return 'exists';
      records.set(idOf(record), clone({ ...record, version: 1 }));
      return 'inserted';
    },
    async get(key) {
      return clone(records.get(idOf(key)));
    },
    async replace(record) {
      if (records.get(idOf(record))?.version !== record.version) return 'conflict';
      records.set(idOf(record), clone({ ...record, version: record.version + 1 }));
      return 'replaced';
    },
    async remove(key, version) {
      if (records.get(idOf(key))?.version !== version) return 'conflict';
      records.delete(idOf(key));
      return 'removed';
    },
    async list(partition, request) {
      const matches = [...records.values()]
        .filter((record) => record.partition === partition)
        .map((record) => ({ record, position: [0, record.partition, record.sort] as const }));
      return page(matches, request);
    },
    async query(index, request) {
      const matches = [...records.values()].flatMap((record) => {
        const at = instantIn(index, record);
        return at === undefined ? [] : [{ record, position: [at, record.partition, record.sort] as const }];
      });
      return page(matches, request);
    },
  };
}

/** The instant at which `record` stands in the index, or undefined when the query does not cover it. */
function instantIn(query: IndexQuery, record: StoredRecord): number | undefined {
  if (query.index === 'due') {
    return record.dueAt !== undefined && record.dueAt < query.until ? record.dueAt : undefined;
  }
  const entry = record[query.index];
  if (entry === undefined || entry.name !== query.name) return undefined;
  return entry.at >= (query.from ?? -Infinity) && entry.at < (query.until ?? Infinity) ? entry.at : undefined;
}

/** Stored and given out as JSON text would be, as every other store does. */
function clone<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

function comparePositions(a: Position, b: Position): number {
  return a[0] - b[0] || compareText(a[1], b[1]) || compareText(a[2], b[2]);
}

function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function readCursor(cursor: string): Position {
  try {
    const [at, partition, sort] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof at === 'number' && typeof partition === 'string' && typeof sort === 'string') {
      return [at, partition, sort];
    }
  } catch {
    // Not one of ours: falls through.
  }
  throw new InvalidCursor('The cursor was not issued by this store.');
}
