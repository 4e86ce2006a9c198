import { mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StoreRejected, StoreUnavailable } from '@dinghub/core';

/** The file of the embedded store. */
export function databaseFile(dataFolder: string): string {
  return join(dataFolder, 'dinghub.db');
}

/** The file that holds a local hub's generated admin token. */
export function adminTokenFile(dataFolder: string): string {
  return join(dataFolder, 'admin-token');
}

/** What the system's codes say about a file or a folder. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'it belongs to another user, or its file system keeps no permissions',
  EROFS: 'the file system is read-only',
  ENOENT: 'it cannot be created there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is a file in its place',
  EISDIR: 'it is a folder',
  EFTYPE: 'it is not a regular file',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

/** Of these, what passes without anyone changing the configuration. */
const PASSING = ['ENOSPC', 'EDQUOT', 'EIO', 'EBUSY', 'EMFILE', 'ENFILE'];

/** The error of a store whose file or folder the system refused; the cause is kept, the message names the path. */
export function fileFault(path: string, cause: unknown): StoreUnavailable | StoreRejected {
  if (cause instanceof StoreUnavailable || cause instanceof StoreRejected) return cause;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
  const message = `Cannot use ${path}: ${REASONS[code] ?? 'the system refused'} (${code}).`;
  return PASSING.includes(code) ? new StoreUnavailable(message, { cause }) : new StoreRejected(message, { cause });
}

/** Refuses what is there and is no file that could be read to its end. @throws StoreRejected, with the path in the message */
export function refuseUnlessFile(path: string, found: Stats): void {
  if (!found.isFile()) throw fileFault(path, { code: found.isDirectory() ? 'EISDIR' : 'EFTYPE' });
}

/**
 * Creates a folder, and those above it, for their owner alone (0700); one that is there stays as it is.
 * @throws StoreUnavailable or StoreRejected, with the path in the message
 */
export function createFolder(path: string): void {
  try {
    create(resolve(path));
  } catch (error) {
    throw fileFault(path, error);
  }
}

/** Not `mkdir -p` of node:fs, which tries for ever where a file system has the folder above and refuses the one below (/proc). */
function create(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) create(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
