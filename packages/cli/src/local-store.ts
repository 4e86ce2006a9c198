import { statSync } from 'node:fs';
import type { SqliteRecordStore } from '@dinghub/local-adapter';
import { databaseFile, fileFault } from '@dinghub/local-adapter/files';
import { CliError } from './failure';
import { type Language, MISSING_TEXTS } from './language';

/** True where a hub has its store; a folder that may not be read is an error. @throws StoreRejected */
export function hasLocalStore(data: string): boolean {
  const path = databaseFile(data);
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw fileFault(path, error);
  }
}

/**
 * Uses the store of a hub on this machine, whether it runs or not, and closes it. Creates none.
 * @throws CliError when there is none
 */
export async function withLocalStore<T>(
  data: string,
  language: Language,
  use: (store: SqliteRecordStore) => Promise<T>,
): Promise<T> {
  if (!hasLocalStore(data)) throw new CliError(MISSING_TEXTS[language].hub(data));
  const { createSqliteRecordStore } = await import('@dinghub/local-adapter');
  const store = createSqliteRecordStore({ path: databaseFile(data) });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
