import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StoreRejected } from '@dinghub/core';
import { fileFault, refuseUnlessFile } from './data-folder';

const OWNER_ONLY = 0o600;
const ROOT = 0;

/** A lock is held for less than a millisecond; one that is older was left by a process that died. */
const LOCK_MS = 10_000;

/**
 * The text of a file, or of the one that a link leads to; undefined where there is none.
 * @throws StoreUnavailable or StoreRejected, with the path in the message: also for a pipe, which would never end
 */
export function readIfThere(path: string): string | undefined {
  try {
    const found = statIfThere(path);
    if (found === undefined) return undefined;
    refuseUnlessFile(path, found);
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileFault(path, error);
  }
}

/**
 * Puts a text in the place of a file: writes beside it and renames, so that a crash leaves the old one or the new one. Of two
 * processes at a time one gives up: nobody else renames between `isWanted` and the rename. A link to it stays. The new one is
 * readable by its owner alone, and when root writes, the owner is still whoever had the old one; of a file that was not there,
 * whoever has the folder.
 * @param isWanted asked when all that is left is to rename
 * @returns `given_up` when it was not wanted any more, or another process is at it
 * @throws StoreUnavailable or StoreRejected, with the path in the message
 */
export function replaceFile(path: string, text: string, isWanted: () => boolean = () => true): 'replaced' | 'given_up' {
  let draft: string | undefined;
  let lock: string | undefined;
  try {
    const before = statIfThere(path);
    const place = before === undefined ? path : realpathSync(path);
    draft = `${place}.${randomBytes(6).toString('hex')}.tmp`;
    writeNew(draft, text, before ?? statSync(dirname(place)));
    if (take(`${place}.lock`)) lock = `${place}.lock`;
    if (lock === undefined || !isWanted()) return 'given_up';
    renameSync(draft, place);
    return 'replaced';
  } catch (error) {
    throw fileFault(path, error);
  } finally {
    for (const left of [draft, lock]) if (left !== undefined) rmSync(left, { force: true });
  }
}

/** Makes a lock; false where another process has just made one. */
function take(lock: string): boolean {
  const there = lstatSync(lock, { throwIfNoEntry: false });
  // Either way: clocks are set back.
  if (there !== undefined && Math.abs(Date.now() - there.mtimeMs) > LOCK_MS) rmSync(lock, { force: true });
  try {
    closeSync(openSync(lock, 'wx', OWNER_ONLY));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** All by its descriptor: the name may be in a folder of somebody who could put a link there meanwhile. */
function writeNew(path: string, text: string, owner: Stats): void {
  const file = openSync(path, 'wx', OWNER_ONLY);
  try {
    writeFileSync(file, text);
    const { uid, gid } = fstatSync(file);
    if (uid === ROOT && (owner.uid !== uid || owner.gid !== gid)) fchownSync(file, owner.uid, owner.gid);
    fchmodSync(file, OWNER_ONLY);
  } finally {
    closeSync(file);
  }
}

function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    throw new StoreRejected(`Cannot use ${path}: it is a link to a file that is not there.`, { cause: error });
  }
}
