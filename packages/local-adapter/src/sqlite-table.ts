import { accessSync, chmodSync, closeSync, constants, lstatSync, openSync, readlinkSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { JsonObject, NewRecord, StoredRecord } from '@dinghub/core';
import Database from 'libsql';
import { createFolder, fileFault, refuseUnlessFile } from './data-folder';
import { translateError } from './sqlite-error';

/** The columns that a write sets, in the order of {@link toValues}. */
export const COLUMNS = 'value, timeline, timeline_at, subject, subject_at, due_at, expires_at';

/** How long a write waits for another process's lock: in its own thread, and well within the callback's second. */
const LOCK_WAIT_MS = 600;

/** Pages in the write-ahead log before it is copied into the file: SQLite's 1000 is reached every few hundred events under load. */
const CHECKPOINT_PAGES = 4000;

/** The mode of the file. */
const OWNER_ONLY = 0o600;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (
    pk TEXT NOT NULL, sk TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL,
    timeline TEXT, timeline_at INTEGER, subject TEXT, subject_at INTEGER, due_at INTEGER, expires_at INTEGER,
    PRIMARY KEY (pk, sk)
  );
  CREATE INDEX IF NOT EXISTS records_timeline ON records (timeline, timeline_at, pk, sk) WHERE timeline IS NOT NULL;
  CREATE INDEX IF NOT EXISTS records_subject ON records (subject, subject_at, pk, sk) WHERE subject IS NOT NULL;
  CREATE INDEX IF NOT EXISTS records_due ON records (due_at, pk, sk) WHERE due_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS records_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
`;

/** A row as SQLite gives it. */
export interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly value: string;
  readonly timeline: string | null;
  readonly timeline_at: number | null;
  readonly subject: string | null;
  readonly subject_at: number | null;
  readonly due_at: number | null;
  readonly expires_at: number | null;
}

/** Which file, and how large it may become. */
export interface DatabaseFile {
  readonly path: string;
  /** At most so many 4 KiB pages; beyond it writes fail with StoreUnavailable. @default no limit */
  readonly maxPages?: number;
}

/**
 * Opens the file, created for its owner alone (0600 in a 0700 folder), with the table and its indexes.
 * @throws StoreUnavailable or StoreRejected, with the path in the message
 */
export function openDatabase({ path, maxPages }: DatabaseFile): Database.Database {
  createFolder(dirname(path));
  prepareFile(path);
  try {
    const db = new Database(path, { timeout: 5000 });
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${Math.trunc(maxPages)}`);
    db.exec(SCHEMA);
    db.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
    return db;
  } catch (error) {
    throw translateError(path, error);
  }
}

/**
 * Moves what the write-ahead log holds into the file and empties it: libsql’s `close` leaves the log full as long as a statement
 * has not been collected. Where another process reads or writes just then, it is left to that one.
 */
export function moveLogIntoFile(db: Database.Database): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Nothing is lost: the next process that opens the file reads the log.
  }
}

/**
 * Creates the file with its mode from the start. One that is there only gets that mode and is not opened: closing it would drop
 * every lock that this process holds on it, and the next process to leave would take the write-ahead log away.
 * Source: sqlite.org/howtocorrupt.html, 2.2
 *
 * Only a file of one's own gets it, and none that a link leads to: whoever has the folder could point at another's file, and root
 * only wants to look.
 */
function prepareFile(path: string): void {
  try {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined) refuseUnlessFile(path, found);
    if (found === undefined) closeSync(openSync(entry ? targetOf(path) : path, 'wx', OWNER_ONLY));
    else if (entry?.isFile() && isOwn(entry.uid) && (entry.mode & 0o777) !== OWNER_ONLY) chmodSync(path, OWNER_ONLY);
    // libsql’s own error would not say why.
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    // Another process may have been faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileFault(path, error);
  }
}

/** Where a link leads, to a file that is not there yet. */
function targetOf(link: string): string {
  return resolve(dirname(link), readlinkSync(link));
}

/** A user whom the system does not list by name has nothing here: the file has its mode since it was created. */
function isOwn(uid: number): boolean {
  try {
    return uid === userInfo().uid;
  } catch {
    return false;
  }
}

/** The values of {@link COLUMNS}. */
export function toValues(record: NewRecord): readonly (string | number | null)[] {
  const { value, timeline, subject, dueAt, expiresAt } = record;
  return [
    JSON.stringify(value),
    timeline?.name ?? null,
    timeline?.at ?? null,
    subject?.name ?? null,
    subject?.at ?? null,
    dueAt ?? null,
    expiresAt ?? null,
  ];
}

/** The record that a row holds. */
export function toRecord(row: Row): StoredRecord {
  const { timeline, timeline_at, subject, subject_at, due_at, expires_at } = row;
  return {
    partition: row.pk,
    sort: row.sk,
    version: row.version,
    value: JSON.parse(row.value) as JsonObject,
    ...(timeline === null || timeline_at === null ? {} : { timeline: { name: timeline, at: timeline_at } }),
    ...(subject === null || subject_at === null ? {} : { subject: { name: subject, at: subject_at } }),
    ...(due_at === null ? {} : { dueAt: due_at }),
    ...(expires_at === null ? {} : { expiresAt: expires_at }),
  };
}
