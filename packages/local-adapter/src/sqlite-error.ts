import { StoreRejected, StoreUnavailable } from '@dinghub/core';

/** Result codes that pass: another process holds the lock, the disk is full, the disk does not answer. */
const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|PROTOCOL|CANTOPEN|NOMEM|INTERRUPT)/;

/** The result code of an SQLite error, e.g. `SQLITE_BUSY`; empty for any other error. Source: sqlite.org/rescode.html */
export function sqliteCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
}

/** True for what concerns the whole file and passes: the same call is worth repeating. */
export function isPassing(error: unknown): boolean {
  return PASSING.test(sqliteCode(error));
}

/** Turns what SQLite threw into the port's two errors; the cause is kept. */
export function translateError(error: unknown): StoreUnavailable | StoreRejected {
  if (error instanceof StoreUnavailable || error instanceof StoreRejected) return error;
  const code = sqliteCode(error);
  return isPassing(error)
    ? new StoreUnavailable(`The SQLite store cannot be written or read now (${code}).`, { cause: error })
    : new StoreRejected(`The SQLite store refused (${code || 'not an SQLite error'}).`, { cause: error });
}
