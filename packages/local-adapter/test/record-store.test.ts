import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordStoreContract } from '@dinghub/testkit';
import { createSqliteRecordStore, type SqliteRecordStore } from '../src/record-store';

recordStoreContract({ describe, it, beforeAll, afterAll }, 'SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-sqlite-'));
  const opened: SqliteRecordStore[] = [];
  const open = () => {
    const store = createSqliteRecordStore({ path: join(folder, 'hub.db') });
    opened.push(store);
    return store;
  };
  return {
    store: open(),
    reopen: async () => open(),
    close: async () => {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
