// Durable inserts, 64 at a time, against one fsynced SQLite commit for each.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ratioOf } from './measure.mjs';

const require = createRequire(import.meta.url);
const fromLocal = createRequire(require.resolve('../packages/local-adapter/package.json'));
const Database = fromLocal('libsql');
const { createSqliteRecordStore } = require('../packages/local-adapter/dist/record-store.js');

const value = { type: 'user_add_org', data: { UserId: ['u1'], CorpId: 'dingbench', text: 'x'.repeat(200) } };

/** The rows of the table. */
export async function rows({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-bench-'));
  const store = createSqliteRecordStore({ path: join(folder, 'ours.db') });
  const db = new Database(join(folder, 'theirs.db'));
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('CREATE TABLE records (id TEXT PRIMARY KEY, value TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO records VALUES (?, ?)');
  const inserts = quick ? 640 : 3200;
  let n = 0;
  const ours = async () => {
    const end = n + inserts;
    const client = async () => {
      while (n < end)
        await store.insert({
          partition: `event#${n++}`,
          sort: 'event',
          value,
          timeline: { name: 't', at: n },
          dueAt: n,
        });
    };
    await Promise.all(Array.from({ length: 64 }, client));
  };
  const theirs = () => {
    for (let i = 0; i < inserts; i++) insert.run(`event#${n++}`, JSON.stringify(value));
  };
  const result = await ratioOf(theirs, ours, quick ? 3 : 9);
  await store.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
  return [
    {
      what: 'durable inserts/s, 64 concurrent',
      baseline: 'one fsynced commit per insert',
      unit: '×',
      bar: '≥ 5',
      ...result,
      met: result.ratio >= 5,
    },
  ];
}
