// Inserts, and the first page of each index, in SQLite files that hold 10³, 10⁵ and 10⁶ events already.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './measure.mjs';

const require = createRequire(import.meta.url);
const { createSqliteRecordStore } = require('../packages/local-adapter/dist/record-store.js');

const START = Date.UTC(2026, 0, 1);
/** A week, so that the day that is read fills a page in the smallest file too: all sizes answer the same number of rows. */
const SPREAD_MS = 7 * 86_400_000;
const PAGE = { limit: 50, order: 'descending' };

const data = { UserId: ['u1'], CorpId: 'dingbench', text: 'x'.repeat(200) };

/** An event record, as the event log writes it; receipt is spread over a week, subjects over a tenth of the events. */
function eventRecord(n, total) {
  const at = START + Math.floor((n / total) * SPREAD_MS);
  return {
    partition: `event#${randomUUID()}`,
    sort: 'event',
    value: { type: 'user_modify_org', data },
    timeline: { name: `events#${new Date(at).toISOString().slice(0, 10)}`, at },
    subject: { name: `user/${n % Math.ceil(total / 10)}`, at },
    dueAt: at + 30_000,
    expiresAt: at + 180 * 86_400_000,
  };
}

async function fill(path, total) {
  const store = createSqliteRecordStore({ path });
  for (let n = 0; n < total; ) {
    const end = Math.min(n + 5000, total);
    const batch = [];
    for (; n < end; n++) batch.push(store.insert(eventRecord(n, total)));
    await Promise.all(batch);
  }
  return store;
}

/** What is measured of a store; each gives the ms that it took. */
const JOBS = {
  async insert(store, total, operations) {
    let left = operations;
    const client = async () => {
      while (left-- > 0) await store.insert(eventRecord(total, total));
    };
    await Promise.all(Array.from({ length: 64 }, client));
  },
  async timeline(store, _, operations) {
    const name = `events#${new Date(START + SPREAD_MS / 2).toISOString().slice(0, 10)}`;
    for (let i = 0; i < operations; i++) await store.query({ index: 'timeline', name }, PAGE);
  },
  async subject(store, _, operations) {
    for (let i = 0; i < operations; i++) await store.query({ index: 'subject', name: `user/${i % 100}` }, PAGE);
  },
  async due(store, _, operations) {
    for (let i = 0; i < operations; i++) await store.query({ index: 'due', until: START * 2 }, { limit: 50 });
  },
};

/** The rows of the table. */
export async function rows({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-bench-'));
  const sizes = quick ? [1e3, 1e5] : [1e3, 1e5, 1e6];
  const stores = [];
  for (const total of sizes) {
    process.stderr.write(`  storing ${total} events …\n`);
    stores.push({ total, store: await fill(join(folder, `${total}.db`), total) });
  }
  const result = [];
  for (const [job, run] of Object.entries(JOBS)) {
    const operations = job === 'insert' ? 1280 : 200;
    const ratios = new Map(sizes.slice(1).map((total) => [total, []]));
    for (let round = -1; round < (quick ? 3 : 7); round++) {
      const ms = new Map();
      for (const { total, store } of round % 2 ? stores : [...stores].reverse()) {
        const startedAt = process.hrtime.bigint();
        await run(store, total, operations);
        ms.set(total, Number(process.hrtime.bigint() - startedAt));
      }
      if (round >= 0) for (const [total, list] of ratios) list.push(ms.get(total) / ms.get(sizes[0]));
    }
    for (const [total, list] of ratios) {
      const ratio = median(list);
      result.push({
        what: job === 'insert' ? `insert at ${total} events` : `first page of the ${job} index at ${total} events`,
        baseline: 'the same at 1000',
        unit: '×',
        bar: '≤ 2',
        ratio,
        lowest: Math.min(...list),
        highest: Math.max(...list),
        met: ratio <= 2,
      });
    }
  }
  for (const { store } of stores) await store.close();
  rmSync(folder, { recursive: true, force: true });
  return result;
}
