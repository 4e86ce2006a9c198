import { StoreRejected, StoreUnavailable } from '@dinghub/core';

/** Result codes that pass: another process holds the lock, the disk is full, the disk does not answer. */
const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|PROTOCOL|CANTOPEN|NOMEM|INTERRUPT)/;

/** What the codes say that a person has to do something about. */
const REASONS: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'it is not an SQLite database',
  SQLITE_CORRUPT: 'it is damaged',
  SQLITE_READONLY: 'it cannot be written',
  SQLITE_PERM: 'permission denied',
  SQLITE_CANTOPEN: 'it cannot be opened',
  SQLITE_FULL: 'the disk is full',
};

/** The result code of an SQLite error, e.g. `SQLITE_BUSY`; empty for any other error. Source: sqlite.org/rescode.html */
export function sqliteCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
}

/** True for what concerns the whole file and passes: the same call is worth repeating. */
export function isPassing(error: unknown): boolean {
  return PASSING.test(sqliteCode(error));
}

/** Turns what SQLite threw into the port's two errors, which name the file; the cause is kept. */
export function translateError(path: string, error: unknown): StoreUnavailable | StoreRejected {
  if (error instanceof StoreUnavailable || error instanceof StoreRejected) return error;
  const code = sqliteCode(error);
  // Extended codes carry on where the plain one ends: SQLITE_READONLY_DIRECTORY.
  const plain = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? '';
  const reason = REASONS[plain] ? `: ${REASONS[plain]}` : '';
  const name = code || (error instanceof Error ? error.name : typeof error);
  return isPassing(error)
    ? new StoreUnavailable(`Cannot write or read the store ${path} now${reason} (${name}).`, { cause: error })
    : new StoreRejected(`The store ${path} refused${reason} (${name}).`, { cause: error });
}
