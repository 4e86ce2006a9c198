import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreRejected, StoreUnavailable } from '@dinghub/core';
import { temporaryFolder } from '@dinghub/testkit';
import Database from 'libsql';
import { createSqliteRecordStore, type SqliteRecordStore } from '../src/record-store';

const record = (sort: string, size = 1) => ({ partition: 'p', sort, value: { text: 'x'.repeat(size) } });

describe('the SQLite store', () => {
  const parent = temporaryFolder('faults', afterAll);
  let path = '';
  let count = 0;
  const opened: SqliteRecordStore[] = [];
  const open = (maxPages?: number) => {
    const store = createSqliteRecordStore({ path, ...(maxPages === undefined ? {} : { maxPages }) });
    opened.push(store);
    return store;
  };
  beforeEach(() => {
    path = join(parent, `${count++}`, 'hub.db');
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  it('says unavailable when it is full, keeps what it acknowledged, and goes on when there is room', async () => {
    const store = open(60);
    const acknowledged: string[] = [];
    let failure: unknown;
    for (let i = 0; failure === undefined && i < 1000; i++) {
      await store.insert(record(`s${i}`, 5000)).then(
        () => acknowledged.push(`s${i}`),
        (error: unknown) => {
          failure = error;
        },
      );
    }
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect(acknowledged.length).toBeGreaterThan(5);
    const kept = await store.list('p', { limit: 1000 });
    expect(kept.items.map(({ sort }) => sort).sort()).toEqual([...acknowledged].sort());
    await store.remove({ partition: 'p', sort: 's0' }, 1);
    expect(await store.insert(record('s0', 4000))).toBe('inserted');
  });

  it('waits for another process’s lock, but not for ever, and not on the event loop', async () => {
    const store = open();
    await store.insert(record('first'));
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    await expect(Promise.all([store.insert(record('a')), store.insert(record('b'))])).rejects.toThrow(StoreUnavailable);
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(3);
    const waiting = store.insert(record('c'));
    setTimeout(() => other.exec('ROLLBACK'), 100);
    expect(await waiting).toBe('inserted');
    other.close();
  });

  it('fails one write without its neighbours in the same commit', async () => {
    const store = open();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const [a, b, c] = await Promise.allSettled([
      store.insert(record('a')),
      store.insert({ ...record('b'), value: circular as never }),
      store.insert(record('c')),
    ]);
    expect([a.status, c.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(b).toMatchObject({ status: 'rejected', reason: expect.any(StoreRejected) });
    expect((await store.list('p', { limit: 9 })).items).toHaveLength(2);
  });

  it('lets one of two processes win each key of the same file', async () => {
    open();
    const script = join(__dirname, 'racing-process.js');
    const racers = [1, 2].map(() => fork(script, [path]));
    const outcomes = await Promise.all(racers.map(async (racer) => (await once(racer, 'message'))[0] as string[]));
    await Promise.all(racers.map((racer) => (racer.exitCode === null ? once(racer, 'exit') : undefined)));
    const [first = [], second = []] = outcomes;
    expect(first).toHaveLength(200);
    first.forEach((outcome, i) => {
      expect([outcome, second[i]].sort()).toEqual(['exists', 'inserted']);
    });
  });

  it('keeps its write-ahead log when another process opens the file and leaves', async () => {
    const listInOtherProcess = async () => {
      const reader = fork(join(__dirname, 'reading-process.js'), [path]);
      const [sorts] = (await once(reader, 'message')) as [string[]];
      if (reader.exitCode === null) await once(reader, 'exit');
      return sorts;
    };
    const store = open();
    open();
    await store.insert(record('a'));
    expect(await listInOtherProcess()).toEqual(['a']);
    await store.insert(record('b'));
    expect(await listInOtherProcess()).toEqual(['a', 'b']);
  });

  it('removes what has expired, in batches, and nothing else', async () => {
    const store = open();
    for (let i = 0; i < 5; i++) await store.insert({ ...record(`s${i}`), expiresAt: 1000 + i });
    await store.insert(record('for ever'));
    await store.insert({ ...record('due'), expiresAt: 1000, dueAt: 5000 });
    expect([
      await store.purgeExpired(1004, 3),
      await store.purgeExpired(1004, 3),
      await store.purgeExpired(1004, 3),
    ]).toEqual([3, 1, 0]);
    expect((await store.list('p', { limit: 9 })).items.map(({ sort }) => sort)).toEqual(['due', 'for ever', 's4']);
    expect(await store.purgeExpired(1001 + 7 * 86_400_000, 9)).toBe(2);
  });

  it('leaves nothing in the write-ahead log when it closes, so that a copy of the file alone is whole', async () => {
    const store = createSqliteRecordStore({ path });
    await store.insert(record('a'));
    await store.get({ partition: 'p', sort: 'a' });
    await store.list('p', { limit: 9 });
    await store.close();
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    copyFileSync(path, `${path}.copy`);
    path = `${path}.copy`;
    expect(await open().get({ partition: 'p', sort: 'a' })).toBeDefined();
  });

  it('commits what was queued before it closed, and is unavailable after', async () => {
    const store = createSqliteRecordStore({ path });
    const queued = store.insert(record('last'));
    await store.close();
    expect(await queued).toBe('inserted');
    await expect(store.insert(record('late'))).rejects.toThrow(StoreUnavailable);
    expect(await open().get({ partition: 'p', sort: 'last' })).toBeDefined();
  });
});
