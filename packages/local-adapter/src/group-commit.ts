import type Database from 'libsql';
import { isPassing, sqliteCode } from './sqlite-error';
import { COLUMNS } from './sqlite-table';

/** The statements that change the table. */
const STATEMENTS = {
  insert: `INSERT INTO records (pk, sk, version, ${COLUMNS}) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pk, sk) DO NOTHING`,
  replace: `UPDATE records SET version = version + 1, (${COLUMNS}) = (?, ?, ?, ?, ?, ?, ?) WHERE pk = ? AND sk = ? AND version = ?`,
  remove: 'DELETE FROM records WHERE pk = ? AND sk = ? AND version = ?',
  purge:
    'DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE expires_at < ? AND (due_at IS NULL OR expires_at < ?) ORDER BY expires_at LIMIT ?)',
} as const;

/** One write, in a form that goes from thread to thread: a statement and its parameters in order. */
export interface Write {
  readonly statement: keyof typeof STATEMENTS;
  readonly values: readonly (string | number | null)[];
}

/** How many rows a write changed, or why it failed. */
export type WriteOutcome = number | { readonly code: string; readonly message: string };

/**
 * Creates what commits several writes with one fsync. Each has an outcome of its own: one that is refused does not take its
 * neighbours with it. What concerns the whole file (full, locked, failing) fails all of them, and nothing is written.
 */
export function createGroupCommit(db: Database.Database): (writes: readonly Write[]) => readonly WriteOutcome[] {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const statements = new Map(Object.entries(STATEMENTS).map(([name, sql]) => [name, db.prepare(sql)]));

  function run({ statement, values }: Write): WriteOutcome {
    try {
      return statements.get(statement)?.run(...values).changes ?? 0;
    } catch (error) {
      if (isPassing(error) || !db.inTransaction) throw error;
      return failureOf(error);
    }
  }

  return (writes) => {
    try {
      begin.run();
      const outcomes = writes.map(run);
      commit.run();
      return outcomes;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      return writes.map(() => failureOf(error));
    }
  };
}

function failureOf(error: unknown): WriteOutcome {
  return { code: sqliteCode(error), message: error instanceof Error ? error.message : 'unknown' };
}
