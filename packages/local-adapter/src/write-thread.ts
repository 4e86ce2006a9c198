import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '@dinghub/core';
import type { Write, WriteOutcome } from './group-commit';
import { translateError } from './sqlite-error';
import type { DatabaseFile } from './sqlite-table';

/** Writes to a database in a thread of its own. */
export interface WriteThread {
  /** Resolves with the number of rows changed when the write is on disk. */
  run(write: Write): Promise<number>;
  /** Commits what is queued and ends the thread. Later writes fail. */
  close(): Promise<void>;
}

interface Job {
  readonly write: Write;
  readonly resolve: (changes: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Compiled, also when this file itself is not: a thread runs JavaScript only. */
const THREAD = join(__dirname, '../dist/write-thread-main.js');

/**
 * Creates the writing side of the store. What arrives while one transaction is being committed forms the next one, so the more
 * there is to write, the more shares an fsync; and a disk or a lock that keeps the thread waiting does not keep the event loop.
 * The thread starts with the first write.
 */
export function createWriteThread(file: DatabaseFile): WriteThread {
  let thread: Worker | undefined;
  let queued: Job[] = [];
  let committing: readonly Job[] = [];
  let scheduled = false;
  let closed = false;

  function schedule(): void {
    if (scheduled || committing.length > 0 || queued.length === 0) return;
    scheduled = true;
    setImmediate(commit);
  }

  function commit(): void {
    scheduled = false;
    committing = queued;
    queued = [];
    thread ??= start();
    thread.ref();
    thread.postMessage(committing.map(({ write }) => write));
  }

  function start(): Worker {
    const worker = new Worker(THREAD, { workerData: file });
    worker.on('message', (outcomes: readonly WriteOutcome[]) => {
      const batch = committing;
      committing = [];
      // Without work, the thread keeps no process alive.
      if (queued.length === 0) worker.unref();
      for (const [i, outcome] of outcomes.entries()) settle(file.path, batch[i], outcome);
      schedule();
    });
    worker.on('error', (cause) => {
      const error = new StoreUnavailable('The thread that writes to the SQLite store has ended.', { cause });
      for (const { reject } of [...committing, ...queued]) reject(error);
      committing = [];
      queued = [];
      thread = undefined;
    });
    return worker;
  }

  return {
    run: (write) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new StoreUnavailable('The store is closed.'));
        queued.push({ write, resolve, reject });
        schedule();
      }),
    async close() {
      if (closed) return;
      closed = true;
      while (queued.length > 0 || committing.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      if (thread === undefined) return;
      thread.ref();
      const ended = once(thread, 'exit');
      thread.postMessage('close');
      await ended;
    },
  };
}

function settle(path: string, job: Job | undefined, outcome: WriteOutcome): void {
  if (typeof outcome === 'number') job?.resolve(outcome);
  else job?.reject(translateError(path, Object.assign(new Error(outcome.message), { code: outcome.code })));
}
