import { decodeAesKey, type RecordStore, StoreRejected, StoreUnavailable } from '../../src/index';
import { createSightings, fingerprintOf, isKeyOf, readSightings } from '../../src/sightings/index';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';
import { APP_KEY, CORP_ID, NOW, newPair, oldPair, rotating, setUp } from './set-up';

const MINUTE = 60_000;
const [newPrint, oldPrint] = [fingerprintOf(newPair), fingerprintOf(oldPair)];
const single = { ...rotating, credentials: [newPair] };

describe('a refused owner key', () => {
  it('is remembered by when it came, its kind, its hash and its ends, in the record of the app', async () => {
    const { sightings, seen, store } = setUp();
    await sightings.refused(rotating, APP_KEY);
    const { refused } = await seen();
    expect(refused).toEqual({ at: NOW, kind: 'app_key', sha256: expect.any(String), masked: 'ding…miwl' });
    expect(refused && isKeyOf(refused, APP_KEY)).toBe(true);
    const record = await store.get({ partition: 'app#hr', sort: 'sightings' });
    expect(JSON.stringify(record)).not.toContain(APP_KEY);
    expect(await seen('it')).toEqual({ used: {} });
  });

  it('is written once a minute, whatever the flood, and at once when another kind comes', async () => {
    const { sightings, seen, writes, clockTo } = setUp();
    for (let i = 0; i < 1000; i++) {
      clockTo(NOW + i);
      await sightings.refused(rotating, `ding${String(i).padStart(32, '0')}`);
    }
    expect(writes()).toBe(1);
    await sightings.refused(rotating, APP_KEY);
    expect([writes(), (await seen()).refused?.kind]).toEqual([2, 'app_key']);
    for (let i = 0; i < 1000; i++) await sightings.refused(rotating, i % 2 ? APP_KEY : CORP_ID);
    expect(writes()).toBe(2);
    clockTo(NOW + 2 * MINUTE);
    await sightings.refused(rotating, CORP_ID);
    expect([writes(), (await seen()).refused]).toMatchObject([3, { at: NOW + 2 * MINUTE, kind: 'corp_id' }]);
  });

  it('of one app does not keep another app’s from being written', async () => {
    const { sightings, seen } = setUp();
    await sightings.refused(rotating, APP_KEY);
    await sightings.refused({ ...rotating, name: 'it' }, APP_KEY);
    expect((await seen('it')).refused?.at).toBe(NOW);
  });

  it.each([
    ['a megabyte', 'x'.repeat(1024 * 1024)],
    ['binary', '\u0000\u0001\u001b\ufffd'.repeat(50)],
    ['empty', ''],
  ])('may be %s: what is kept is small', async (_, key) => {
    const { sightings, seen, store } = setUp();
    await sightings.refused(rotating, key);
    expect((await seen()).refused).toMatchObject({ kind: 'unclear' });
    const record = await store.get({ partition: 'app#hr', sort: 'sightings' });
    expect(JSON.stringify(record).length).toBeLessThan(400);
  });
});

describe('the use of a credential', () => {
  it('is remembered by its fingerprint, once a minute for each', async () => {
    const { sightings, seen, writes, clockTo, store } = setUp();
    for (let i = 0; i < 100; i++) {
      await sightings.used(rotating, oldPair, CORP_ID);
      await sightings.used(rotating, newPair, CORP_ID);
    }
    expect([writes(), (await seen()).used]).toEqual([2, { [newPrint]: NOW, [oldPrint]: NOW }]);
    clockTo(NOW + MINUTE);
    await sightings.used(rotating, newPair, CORP_ID);
    expect((await seen()).used).toEqual({ [newPrint]: NOW + MINUTE, [oldPrint]: NOW });
    const text = JSON.stringify(await store.get({ partition: 'app#hr', sort: 'sightings' }));
    for (const secret of ['new-token', 'old-token', 'bbbb', 'aaaa', CORP_ID]) expect(text).not.toContain(secret);
  });

  it('is nothing for an app with a single one: no write, no wait', () => {
    const { sightings, writes } = setUp();
    expect(sightings.used(single, newPair, CORP_ID)).toBeUndefined();
    expect(writes()).toBe(0);
  });

  it('by the simulator is none: it says nothing about what DingTalk has', () => {
    expect(setUp().sightings.used(rotating, newPair, 'dinghub-simulator')).toBeUndefined();
  });

  it('of credentials that the app no longer has is forgotten, and a refusal stays', async () => {
    const { sightings, seen, clockTo } = setUp();
    await sightings.used(rotating, oldPair, CORP_ID);
    await sightings.used(rotating, newPair, CORP_ID);
    await sightings.refused(rotating, APP_KEY);
    const newest = { token: 'newest', aesKey: decodeAesKey('c'.repeat(43)) };
    clockTo(NOW + 1);
    await sightings.used({ ...rotating, credentials: [newest, newPair] }, newest, CORP_ID);
    const { used, refused } = await seen();
    expect(used).toEqual({ [fingerprintOf(newest)]: NOW + 1, [newPrint]: NOW });
    expect(refused?.at).toBe(NOW);
  });

  it('has a fingerprint that another token or another key does not have', () => {
    const prints = [newPair, oldPair, { ...newPair, token: 'x' }, { ...newPair, aesKey: oldPair.aesKey }];
    expect(new Set(prints.map(fingerprintOf)).size).toBe(4);
    expect(fingerprintOf({ token: 'new-token', aesKey: decodeAesKey('b'.repeat(43)) })).toBe(newPrint);
  });
});

describe('many processes at once', () => {
  it('lose nothing: of 50 that see another credential each, and a refusal, all are in the record', async () => {
    const store = createMemoryRecordStore();
    const credentials = Array.from({ length: 50 }, (_, i) => ({ ...newPair, token: `token-${i}` }));
    const app = { ...rotating, credentials };
    const hubs = credentials.map(() => setUp(store));
    await Promise.all(
      hubs.flatMap(({ sightings }, i) => [
        sightings.used(app, credentials[i] ?? newPair, CORP_ID),
        sightings.refused(app, APP_KEY),
      ]),
    );
    const { used, refused } = await readSightings(store, 'hr');
    expect(Object.keys(used)).toHaveLength(50);
    expect(refused?.kind).toBe('app_key');
    expect(hubs.flatMap(({ lines }) => lines)).toEqual([]);
  });

  it('of one process write once', async () => {
    const { sightings, writes } = setUp();
    const notes = Array.from({ length: 50 }, () => sightings.used(rotating, newPair, CORP_ID));
    expect(notes.filter((note) => note !== undefined)).toHaveLength(1);
    await Promise.all(notes);
    expect(writes()).toBe(1);
  });

  it('keep the latest, in whatever order they get to write', async () => {
    const store = createMemoryRecordStore();
    const [late, early] = [setUp(store), setUp(store)];
    late.clockTo(NOW + 1000);
    await late.sightings.used(rotating, oldPair, CORP_ID);
    await late.sightings.refused(rotating, CORP_ID);
    await early.sightings.used(rotating, oldPair, CORP_ID);
    await early.sightings.refused(rotating, APP_KEY);
    expect(await late.seen()).toMatchObject({ used: { [oldPrint]: NOW + 1000 }, refused: { kind: 'corp_id' } });
    expect(early.writes()).toBe(0);
  });
});

describe('a clock that goes back', () => {
  it('does not silence anything: what is known from the future gives way', async () => {
    const { sightings, seen, clockTo } = setUp();
    await sightings.used(rotating, oldPair, CORP_ID);
    await sightings.refused(rotating, APP_KEY);
    clockTo(NOW - 60 * MINUTE);
    await sightings.used(rotating, oldPair, CORP_ID);
    await sightings.refused(rotating, APP_KEY);
    expect(await seen()).toMatchObject({
      used: { [oldPrint]: NOW - 60 * MINUTE },
      refused: { at: NOW - 60 * MINUTE },
    });
  });
});

describe('a store that', () => {
  const memory = createMemoryRecordStore();
  it.each<[string, Partial<RecordStore>, string]>([
    ['is unavailable', { get: () => Promise.reject(new StoreUnavailable('s3cret')) }, 'StoreUnavailable'],
    ['refuses', { insert: () => Promise.reject(new StoreRejected('s3cret')) }, 'StoreRejected'],
    [
      'throws at once',
      {
        get: () => {
          throw new TypeError('s3cret');
        },
      },
      'TypeError',
    ],
    [
      'always says that others were faster',
      { get: async (key) => ({ ...key, version: 1, value: {} }), replace: async () => 'conflict' },
      'StoreUnavailable',
    ],
  ])('%s costs a line of the log, and nothing rejects', async (_, broken, error) => {
    const { sightings, lines } = setUp({ ...memory, ...broken });
    await expect(sightings.refused(rotating, APP_KEY)).resolves.toBeUndefined();
    await expect(sightings.used(rotating, newPair, CORP_ID)).resolves.toBeUndefined();
    const line = { what: 'sighting_not_kept', app: 'hr', error: expect.stringMatching(error) };
    expect(lines).toEqual([line, line]);
  });

  it('fails is asked again after five seconds, not by the next callback', async () => {
    let down = true;
    const { sightings, seen, clockTo } = setUp({
      ...memory,
      insert: (record) => (down ? Promise.reject(new StoreUnavailable('down')) : memory.insert(record)),
    });
    await sightings.used(rotating, oldPair, CORP_ID);
    down = false;
    expect(sightings.used(rotating, oldPair, CORP_ID)).toBeUndefined();
    clockTo(NOW + 5000);
    await sightings.used(rotating, oldPair, CORP_ID);
    expect((await seen()).used).toEqual({ [oldPrint]: NOW + 5000 });
  });

  it('hangs is waited for until the time is over', async () => {
    const { sightings, lines, passTime } = setUp({ ...memory, get: () => new Promise(() => {}) });
    const noted = sightings.refused(rotating, APP_KEY);
    passTime();
    await expect(noted).resolves.toBeUndefined();
    expect(lines).toMatchObject([{ what: 'sighting_not_kept', error: 'StoreUnavailable:store_unavailable' }]);
  });

  it('hangs is waited for 300 ms', async () => {
    const waits: number[] = [];
    const sightings = createSightings({
      store: { ...memory, get: () => new Promise(() => {}) },
      clock: () => NOW,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      after(ms, run) {
        waits.push(ms);
        setImmediate(run);
        return () => {};
      },
    });
    await sightings.refused(rotating, APP_KEY);
    expect(waits).toEqual([300]);
  });
});

describe('a record that', () => {
  it.each([
    { refused: 'x', used: [] },
    { refused: { at: 'x' }, used: { a: 'x' } },
  ])('nobody understands (%j) is as good as none, and is written over', async (value) => {
    const { sightings, seen, store } = setUp();
    await store.insert({ partition: 'app#hr', sort: 'sightings', value });
    expect(await seen()).toEqual({ used: {} });
    await sightings.used(rotating, newPair, CORP_ID);
    expect((await seen()).used).toEqual({ [newPrint]: NOW });
  });
});
