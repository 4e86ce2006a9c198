import { createDeliveryLedger, createPurge, createSuiteState } from '../../src/dispatch/index';
import { createEventLog, type HubEvent, type RecordKey, type RecordStore } from '../../src/index';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 12);

function setUp(retentionDays = 30, options: { mostEvents?: number } = {}) {
  const clock = { now: START };
  const now = () => clock.now;
  const removed: RecordKey[] = [];
  const memory = createMemoryRecordStore();
  const store: RecordStore = {
    ...memory,
    remove: (key, version) => {
      removed.push({ partition: key.partition, sort: key.sort });
      return memory.remove(key, version);
    },
  };
  const log = createEventLog({ store, clock: now, retentionDays });
  const ledger = createDeliveryLedger({ store, clock: now, retentionDays });
  const suites = createSuiteState({ store, events: log });
  const purge = createPurge({ store, suites, clock: now, retentionDays, ...options });
  return { clock, store, removed, log, ledger, suites, purge: purge.purge };
}

type SetUp = ReturnType<typeof setUp>;

const event = (id: string): HubEvent => ({
  specversion: '1.0',
  id,
  source: 'dingtalk',
  type: 'user_add_org',
  time: new Date(START).toISOString(),
  app: 'default',
  data: {},
});

/** Appends an event that has been dispatched. */
async function dispatched({ store, log }: SetUp, id: string) {
  await log.append([event(id)]);
  const record = await store.get({ partition: `event#${id}`, sort: 'event' });
  if (record === undefined) throw new Error('It was not stored.');
  const { dueAt: _, ...rest } = record;
  await store.replace(rest);
}

describe('purging', () => {
  it('removes an event with its deliveries once its retention is over, itself the last', async () => {
    const it = setUp();
    await dispatched(it, 'old');
    await it.ledger.open({ event: event('old'), subscription: { id: 'zz', incarnation: 'i' } });
    const delivery = await it.ledger.get('old', 'zz');
    if (delivery === undefined) throw new Error('It was not opened.');
    await it.ledger.write({ ...delivery, state: 'delivered' });

    it.clock.now = START + 30 * DAY;
    expect(await it.purge()).toEqual({ removed: 0 });
    it.clock.now += 2 * 3_600_000;
    expect(await it.purge()).toEqual({ removed: 1 });
    expect(it.removed.map(({ sort }) => sort)).toEqual(['delivery#zz', 'event']);
    expect(await it.log.get('old')).toBeUndefined();
    expect(await it.ledger.ofEvent('old')).toEqual([]);
  });

  it('leaves what is younger, and everything that is no event', async () => {
    const it = setUp();
    await it.store.insert({ partition: 'subscriptions', sort: 's', value: {} });
    await dispatched(it, 'old');
    it.clock.now += 20 * DAY;
    await dispatched(it, 'young');
    it.clock.now = START + 30 * DAY + 1;
    expect(await it.purge()).toEqual({ removed: 1 });
    expect(await it.log.get('young')).toBeDefined();
    expect(await it.store.get({ partition: 'subscriptions', sort: 's' })).toBeDefined();
  });

  it('never takes an event that may still be retried, however short the retention', async () => {
    const it = setUp(1);
    await dispatched(it, 'a');
    it.clock.now += 4.9 * DAY;
    expect(await it.purge()).toEqual({ removed: 0 });
    it.clock.now += DAY;
    expect(await it.purge()).toEqual({ removed: 1 });
  });

  it('lets an event wait that has work to do, for a week', async () => {
    const it = setUp();
    await dispatched(it, 'replayed');
    it.clock.now = START + 30 * DAY + 1;
    await it.ledger.open({ event: event('replayed'), subscription: { id: 's', incarnation: 'i' } });
    expect(await it.purge()).toEqual({ removed: 0 });
    expect(await it.ledger.get('replayed', 's')).toMatchObject({ state: 'pending' });
    it.clock.now += 8 * DAY;
    expect(await it.purge()).toEqual({ removed: 1 });
  });

  it('removes what points to a SyncHTTP row that goes, and leaves what a newer row has taken over', async () => {
    const it = setUp();
    const data = { biz_type: 13, subscribe_id: '1_0', corp_id: 'dingcorp', biz_data: '{}' };
    const gone = { ...event('gone'), data: { ...data, biz_id: 'u1', gmt_modified: START } };
    const before = { ...event('before'), data: { ...data, biz_id: 'u2', gmt_modified: START } };
    const newer = { ...event('newer'), data: { ...data, biz_id: 'u2', gmt_modified: START + 1 } };
    await it.log.append([gone, before]);
    it.clock.now += 20 * DAY;
    await it.log.append([newer]);
    for (const one of [gone, before, newer]) {
      await it.suites.apply({ event: one, receivedAt: START });
      const record = await it.store.get({ partition: `event#${one.id}`, sort: 'event' });
      if (record === undefined) throw new Error('It was not stored.');
      const { dueAt: _, ...rest } = record;
      await it.store.replace(rest);
    }
    it.clock.now += 11 * DAY;
    expect(await it.purge()).toEqual({ removed: 2 });
    const left = await it.store.list('suite#default#rows#dingcorp', { limit: 10 });
    expect(left.items.map(({ sort }) => sort)).toEqual(['13#u2#1_0']);
  });

  it('leaves an event whose delivery somebody else is writing, and takes it the next time', async () => {
    const it = setUp();
    await dispatched(it, 'a');
    it.clock.now += 31 * DAY;
    const { store } = it;
    let races = true;
    const racing = createPurge({
      suites: it.suites,
      store: { ...store, remove: async (key, version) => (races ? 'conflict' : store.remove(key, version)) },
      clock: () => it.clock.now,
      retentionDays: 30,
      restMs: 0,
    });
    expect(await racing.purge()).toEqual({ removed: 0 });
    races = false;
    it.clock.now++;
    expect(await racing.purge()).toEqual({ removed: 1 });
  });

  it('stops at its limit and goes on with the next call', async () => {
    const it = setUp(30, { mostEvents: 20 });
    for (let i = 0; i < 50; i++) await dispatched(it, `e${i}`);
    it.clock.now += 40 * DAY;
    const counts = [await it.purge(), await it.purge(), await it.purge()].map(({ removed }) => removed);
    expect(counts.reduce((a, b) => a + b)).toBe(50);
    expect(Math.max(...counts)).toBeLessThan(20 + 16);
  });

  it('finds what is half a year older than the rest, and then rests for an hour', async () => {
    const it = setUp();
    await dispatched(it, 'ancient');
    it.clock.now += 200 * DAY;
    await dispatched(it, 'old');
    it.clock.now += 40 * DAY;
    expect(await it.purge()).toEqual({ removed: 2 });
    const queried: unknown[] = [];
    const { store } = it;
    const purge = createPurge({
      suites: it.suites,
      store: {
        ...store,
        query: (index, page) => {
          queried.push(index);
          return store.query(index, page);
        },
      },
      clock: () => it.clock.now,
      retentionDays: 30,
    });
    await purge.purge();
    const once = queried.length;
    expect(once).toBeLessThan(400);
    it.clock.now += 59 * 60_000;
    await purge.purge();
    expect(queried.length).toBe(once);
    it.clock.now += 2 * 60_000;
    await purge.purge();
    expect(queried.length).toBe(2 * once);
  });

  it('removes the rest of an event whose removal was cut off', async () => {
    const it = setUp();
    await dispatched(it, 'a');
    await it.ledger.open({ event: event('a'), subscription: { id: 's1', incarnation: 'i' } });
    await it.ledger.open({ event: event('a'), subscription: { id: 's2', incarnation: 'i' } });
    it.clock.now += 60 * DAY;
    const { store } = it;
    let left = 1;
    const dying = createPurge({
      suites: it.suites,
      store: {
        ...store,
        remove: async (key, version) => {
          if (left-- <= 0) throw new Error('It died.');
          return store.remove(key, version);
        },
      },
      clock: () => it.clock.now,
      retentionDays: 30,
    });
    await expect(dying.purge()).rejects.toThrow('It died.');
    expect(await it.purge()).toEqual({ removed: 1 });
    expect((await store.list('event#a', { limit: 10 })).items).toEqual([]);
  });
});
