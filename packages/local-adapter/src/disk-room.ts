import { statfs } from 'node:fs/promises';
import { StoreUnavailable } from '@dinghub/core';
import { fileFault } from './data-folder';

/** A page of the failed list has 8 MiB at most, and is written to SQLite's log, to the database and, as events, once more to both. */
const LEAST_BYTES = 32 * 1024 * 1024;

/** What the system says of the file system that a path lies in. Some say nothing: no blocks at all. */
type Look = (path: string) => Promise<{ readonly bavail: number; readonly bsize: number; readonly blocks: number }>;

/**
 * Finds out whether there is room for a page of the failed list. To ask for one is to take it, and SQLite says that the disk is full
 * when the page is there already.
 * @throws StoreUnavailable, StoreRejected, with the path in the message
 */
export async function checkRoom(folder: string, look: Look = statfs): Promise<void> {
  try {
    const { bavail, bsize, blocks } = await look(folder);
    if (blocks > 0 && bavail * bsize < LEAST_BYTES) {
      const message = `Cannot use ${folder}: its disk has less than 32 MiB left (ENOSPC).`;
      throw new StoreUnavailable(message, { cause: Object.assign(new Error(message), { code: 'ENOSPC' }) });
    }
  } catch (error) {
    throw fileFault(folder, error);
  }
}
