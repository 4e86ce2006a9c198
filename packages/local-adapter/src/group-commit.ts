import { StoreUnavailable } from '@dinghub/core';
import type Database from 'libsql';
import { sqliteCode, translateError } from './sqlite-error';

/** How long a batch waits for another process's lock before it gives up, and how often it asks. */
const LOCK_PATIENCE_MS = 600;
const LOCK_RETRY_MS = 20;

/** Commits many writes with one fsync. */
export interface GroupCommit {
  /** Runs `write` in the next transaction; resolves with what it gave when that transaction is on disk. */
  run<T>(write: () => T): Promise<T>;
  /** Commits what is queued, then calls `end`. Later writes fail. */
  close(end: () => void): Promise<void>;
}

interface Job {
  readonly write: () => unknown;
  readonly resolve: (outcome: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Creates a group commit: the writes of one turn of the event loop share a transaction and its fsync. Each write has an outcome
 * of its own: one that fails does not take its neighbours with it. If the transaction itself fails, all of them fail.
 */
export function createGroupCommit(db: Database.Database): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  let jobs: Job[] = [];
  let waited = 0;
  let scheduled = false;
  let closed = false;

  function schedule(delayMs = 0): void {
    if (scheduled) return;
    scheduled = true;
    if (delayMs === 0) setImmediate(flush);
    else setTimeout(flush, delayMs);
  }

  function flush(): void {
    scheduled = false;
    if (jobs.length === 0) return;
    try {
      begin.run();
    } catch (error) {
      if (/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error)) && waited < LOCK_PATIENCE_MS) {
        waited += LOCK_RETRY_MS;
        schedule(LOCK_RETRY_MS);
      } else {
        failAll(take(), error);
      }
      return;
    }
    const batch = take();
    let settled: (() => void)[];
    try {
      settled = batch.map(attempt);
      commit.run();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      failAll(batch, error);
      return;
    }
    for (const settle of settled) settle();
  }

  /** Runs one write; gives back how to tell its caller, once it is on disk. */
  function attempt({ write, resolve, reject }: Job): () => void {
    try {
      const outcome = write() as never;
      return () => resolve(outcome);
    } catch (error) {
      const translated = translateError(error);
      // What concerns the whole file (full, locked, failing) ends the whole transaction.
      if (translated instanceof StoreUnavailable || !db.inTransaction) throw error;
      return () => reject(translated);
    }
  }

  function take(): Job[] {
    const batch = jobs;
    jobs = [];
    waited = 0;
    return batch;
  }

  return {
    run: (write) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new StoreUnavailable('The store is closed.'));
        jobs.push({ write, resolve, reject });
        schedule();
      }),
    close: (end) =>
      new Promise((resolve) => {
        closed = true;
        const finish = () => {
          if (jobs.length > 0) return void setTimeout(finish, LOCK_RETRY_MS);
          end();
          resolve();
        };
        finish();
      }),
  };
}

function failAll(jobs: readonly Job[], error: unknown): void {
  const translated = translateError(error);
  for (const { reject } of jobs) reject(translated);
}
