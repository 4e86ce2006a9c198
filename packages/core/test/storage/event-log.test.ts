import { createEventLog, type EventFilter, type EventLog, type HubEvent, InvalidCursor } from '../../src/index';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1, 12);

function setUp(retentionDays = 100) {
  const clock = { now: START };
  const store = createMemoryRecordStore();
  return { clock, store, log: createEventLog({ store, clock: () => clock.now, retentionDays }) };
}

const event = (id: string, change: Partial<HubEvent> = {}): HubEvent => ({
  specversion: '1.0',
  id,
  source: 'dingtalk',
  type: 'user_add_org',
  time: new Date(START).toISOString(),
  app: 'default',
  data: { EventType: 'user_add_org' },
  ...change,
});

async function idsOf(log: EventLog, filter: EventFilter, page: { limit?: number; order?: 'ascending' } = {}) {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const result = await log.list(filter, { limit: 2, ...page, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...result.items.map((item) => item.event.id));
    cursor = result.cursor;
  } while (cursor !== undefined);
  return ids;
}

describe('the event log', () => {
  it('keeps an event once, as it was first appended', async () => {
    const { log, clock } = setUp();
    expect(await log.append([event('a')])).toEqual([{ id: 'a', outcome: 'inserted' }]);
    clock.now += 5;
    expect(await log.append([event('a', { type: 'other' })])).toEqual([{ id: 'a', outcome: 'exists' }]);
    expect(await log.get('a')).toEqual({ event: event('a'), receivedAt: START, expiresAt: START + 100 * DAY });
    expect(await log.get('b')).toBeUndefined();
  });

  it('keeps the event of another app or organisation that has the same id, and recognises its repeats', async () => {
    const { log } = setUp();
    await log.append([event('a', { corpid: 'x' })]);
    const others = [event('a', { corpid: 'x', app: 'hr' }), event('a', { corpid: 'y' })];
    const [first, second] = await log.append(others);
    expect([first?.outcome, second?.outcome]).toEqual(['inserted', 'inserted']);
    expect(new Set(['a', first?.id, second?.id]).size).toBe(3);
    expect(await log.get(first?.id ?? '')).toMatchObject({ event: { app: 'hr', id: first?.id } });
    expect((await log.append(others)).map(({ outcome }) => outcome)).toEqual(['exists', 'exists']);
    expect(await log.append([event('a')])).toEqual([{ id: 'a', outcome: 'exists' }]);
  });

  it('keeps events for as long as their deliveries are retried, however short the retention', async () => {
    const { log } = setUp(1);
    await log.append([event('a')]);
    expect((await log.get('a'))?.expiresAt).toBe(START + 5 * DAY);
  });

  it('lists newest first over many days, empty ones too, and the other way round', async () => {
    const { log, clock } = setUp();
    for (const [i, id] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      clock.now = START + i * 17 * DAY;
      await log.append([event(id)]);
    }
    expect(await idsOf(log, {})).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(await idsOf(log, {}, { order: 'ascending', limit: 1 })).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await idsOf(log, { since: START + 17 * DAY, until: START + 51 * DAY })).toEqual(['c', 'b']);
  });

  it('lists by type, corp and app', async () => {
    const { log } = setUp();
    await log.append([
      event('a', { corpid: 'x' }),
      event('b', { type: 't', app: 'hr' }),
      event('c', { corpid: 'x', type: 't' }),
    ]);
    expect(await idsOf(log, { corpid: 'x', type: 't' })).toEqual(['c']);
    expect((await idsOf(log, { type: 't' })).sort()).toEqual(['b', 'c']);
    expect(await idsOf(log, { app: 'hr' })).toEqual(['b']);
  });

  it('tells everything that happened to one approval, by the times of the events themselves', async () => {
    const { log, clock } = setUp();
    const at = (ms: number) => ({ subject: 'approval/p1', time: new Date(START - ms).toISOString() });
    await log.append([event('finish', at(10))]);
    clock.now += DAY;
    await log.append([event('start', at(5000)), event('other', { subject: 'approval/p2' })]);
    expect(await idsOf(log, { subject: 'approval/p1' }, { order: 'ascending' })).toEqual(['start', 'finish']);
  });

  it('still shows events received before the clock went back', async () => {
    const { log, clock } = setUp();
    await log.append([event('a')]);
    clock.now -= 3_600_000;
    await log.append([event('b')]);
    expect(await idsOf(log, {})).toEqual(['a', 'b']);
  });

  it('marks an event as waiting for dispatch, and as expiring after the retention period', async () => {
    const { log, store } = setUp(7);
    await log.append([event('a')]);
    const [record] = (await store.query({ index: 'due', until: START + 30_001 }, { limit: 1 })).items;
    expect(record).toMatchObject({
      partition: 'event#a',
      sort: 'event',
      version: 1,
      dueAt: START + 30_000,
      expiresAt: START + 7 * DAY,
    });
  });

  it.each(['', 'x', 'e30', Buffer.from('[1.5]').toString('base64url')])('refuses the cursor %j', async (cursor) => {
    await expect(setUp().log.list({}, { limit: 1, cursor })).rejects.toThrow(InvalidCursor);
  });
});
