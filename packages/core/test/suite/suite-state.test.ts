import { createSuiteState } from '../../src/dispatch/index';
import {
  createEventLog,
  type HubEvent,
  type JsonObject,
  normaliseDingTalkBody,
  StoreUnavailable,
} from '../../src/index';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';

const START = Date.UTC(2026, 10, 26, 8);
const HOUR = 3_600_000;

function setUp() {
  const store = createMemoryRecordStore();
  const events = createEventLog({ store, clock: () => START, retentionDays: 30 });
  const suites = createSuiteState({ store, events });
  return {
    store,
    events,
    suites,
    /** As the hub does: appended, then taken in. */
    async receive(...received: readonly HubEvent[]) {
      const receivedAt = START + 24 * HOUR;
      await events.append(received);
      for (const event of received) await suites.apply({ event, receivedAt, expiresAt: receivedAt + 30 * 24 * HOUR });
    },
    organisations: async (app = 'suite') => (await suites.organisations(app, { limit: 100 })).items,
    rows: async (corpId = 'dingcorp') => (await suites.rows('suite', corpId, { limit: 100 })).items,
  };
}

const pushed = (body: JsonObject, app = 'suite') => normaliseDingTalkBody(body, { app, receivedAt: START });

const legacy = (EventType: string, at: number, fields: JsonObject = {}): HubEvent => {
  const [event] = pushed({ EventType, SuiteKey: 'suitekey', TimeStamp: String(at), ...fields });
  if (event === undefined) throw new Error('It is no event.');
  return event;
};

interface Row {
  readonly type: number;
  readonly id: string;
  readonly at: number;
  readonly data: JsonObject;
  readonly corp?: string;
  readonly suite?: string;
}

const sync = (priority: 'HIGH' | 'MEDIUM', ...rows: readonly Row[]) =>
  pushed({
    EventType: `SYNC_HTTP_PUSH_${priority}`,
    bizData: rows.map(({ type, id, at, data, corp = 'dingcorp', suite = '1001_0' }) => ({
      ...{ gmt_create: START, gmt_modified: at, biz_type: type, open_cursor: 0, subscribe_id: suite, id: 7 },
      ...{ biz_id: id, biz_data: JSON.stringify(data), corp_id: corp, status: 0 },
    })),
  });

const user = (at: number, name: string, syncAction = 'user_modify_org', id = 'u1'): Row => ({
  ...{ type: 13, id, at, data: { syncAction, userid: id, name } },
});

/** All orders of some things. */
function orders<T>(things: readonly T[]): readonly (readonly T[])[] {
  if (things.length < 2) return [things];
  return things.flatMap((thing, i) =>
    orders([...things.slice(0, i), ...things.slice(i + 1)]).map((rest) => [thing, ...rest]),
  );
}

describe('the suite_ticket', () => {
  it('is the newest by DingTalk’s own time, whether it was pushed by itself or as a row, in whatever order they come', async () => {
    const tickets = [
      legacy('suite_ticket', START, { SuiteTicket: 'first' }),
      ...sync('HIGH', {
        type: 2,
        id: '1001',
        at: START + HOUR,
        data: { syncAction: 'suite_ticket', suiteTicket: 'second' },
      }),
      legacy('suite_ticket', START + 2 * HOUR, { SuiteTicket: 'third' }),
    ];
    for (const order of orders(tickets)) {
      const it = setUp();
      await it.receive(...order);
      expect(await it.suites.ticket('suite')).toEqual({ suiteTicket: 'third', at: START + 2 * HOUR });
    }
  });

  it('is each app’s own', async () => {
    const it = setUp();
    await it.receive(...pushed({ EventType: 'suite_ticket', SuiteTicket: 'other', TimeStamp: START }, 'another'));
    expect(await it.suites.ticket('suite')).toBeUndefined();
    expect(await it.suites.ticket('another')).toEqual({ suiteTicket: 'other', at: START });
  });

  it('is not taken from what is no ticket: another type, another source, an empty or a strange one', async () => {
    const it = setUp();
    const ticket = legacy('suite_ticket', START, { SuiteTicket: 'forged' });
    await it.receive(
      { ...ticket, id: 'a', type: 'user_add_org' },
      { ...ticket, id: 'b', source: 'aws.ec2' },
      legacy('suite_ticket', START, { SuiteTicket: '' }),
      legacy('suite_ticket', START, { SuiteTicket: ['x'] }),
      legacy('suite_ticket', START),
    );
    expect(await it.suites.ticket('suite')).toBeUndefined();
  });
});

describe('the organisations of a third-party app', () => {
  const auth = (at: number, corp: string): Row => ({
    ...{ type: 4, id: corp, at, corp },
    data: { syncAction: 'org_suite_auth', permanent_code: 'code', auth_corp_info: { corpid: corp } },
  });
  const relieve = (at: number, corp: string): Row => ({
    ...{ type: 4, id: corp, at, corp, data: { syncAction: 'org_suite_relieve' } },
  });

  it('are those that authorised it, and those that took it back, the newest word of each counting', async () => {
    for (const order of orders([auth(START, 'dinga'), relieve(START + 1, 'dinga'), auth(START + 2, 'dingb')])) {
      const it = setUp();
      for (const row of order) await it.receive(...sync('HIGH', row));
      expect((await it.organisations()).map(({ corpId, state, at, type }) => [corpId, state, at, type])).toEqual([
        ['dinga', 'relieved', START + 1, 'org_suite_relieve'],
        ['dingb', 'authorised', START + 2, 'org_suite_auth'],
      ]);
    }
  });

  it('are known from the pushes of before too: tmp_auth_code, change_auth, suite_relieve', async () => {
    const it = setUp();
    await it.receive(
      legacy('tmp_auth_code', START, { AuthCode: 'code', AuthCorpId: 'dinga' }),
      legacy('tmp_auth_code', START, { AuthCode: 'code', AuthCorpId: 'dingb' }),
      legacy('suite_relieve', START + 1, { AuthCorpId: 'dinga' }),
      legacy('change_auth', START + 1, { AuthCorpId: 'dingb' }),
    );
    expect((await it.organisations()).map(({ corpId, state }) => [corpId, state])).toEqual([
      ['dinga', 'relieved'],
      ['dingb', 'authorised'],
    ]);
  });

  it('name the event that said so, which holds the code', async () => {
    const it = setUp();
    await it.receive(...sync('HIGH', auth(START, 'dinga')));
    const [organisation] = await it.organisations();
    const stored = await it.events.get(organisation?.event ?? '');
    expect(String(stored?.event.data.biz_data)).toContain('permanent_code');
    expect(JSON.stringify(organisation)).not.toContain('permanent_code');
  });

  it('that authorised it before the hub was there are known by their rows, until something is said of them', async () => {
    for (const order of orders([user(START + 5, 'one'), relieve(START, 'dingcorp')])) {
      const it = setUp();
      for (const row of order) await it.receive(...sync('MEDIUM', row));
      expect((await it.organisations()).map(({ state, at }) => [state, at])).toEqual([['relieved', START]]);
    }
    const it = setUp();
    await it.receive(...sync('MEDIUM', user(START, 'one'), user(START + 1, 'two')));
    const [known, ...more] = await it.organisations();
    expect(more).toEqual([]);
    expect(known).toEqual({
      corpId: 'dingcorp',
      state: 'authorised',
      type: 'user_modify_org',
      event: expect.any(String),
    });
  });

  it('come back when they authorise it again', async () => {
    const it = setUp();
    await it.receive(...sync('HIGH', auth(START, 'd'), relieve(START + 1, 'd')), ...sync('HIGH', auth(START + 2, 'd')));
    expect((await it.organisations()).map(({ state }) => state)).toEqual(['authorised']);
  });
});

describe('SyncHTTP rows', () => {
  it('are state: of one thing the newest stays, in whatever order and however often they come', async () => {
    const rows = [user(START, 'one'), user(START + 1, 'two'), user(START + 2, 'three')];
    for (const order of orders([...rows, user(START + 1, 'two')])) {
      const it = setUp();
      for (const row of order) await it.receive(...sync('MEDIUM', row));
      const [state, ...more] = await it.rows();
      expect(more).toEqual([]);
      expect(JSON.parse(String(state?.event.data.biz_data))).toMatchObject({ name: 'three' });
      expect(state).toMatchObject({ bizType: 13, bizId: 'u1', subscribeId: '1001_0', modifiedAt: START + 2 });
    }
  });

  it('stay apart by organisation, thing, sort and subscription', async () => {
    const it = setUp();
    const at = START;
    await it.receive(
      ...sync(
        'MEDIUM',
        user(at, 'a'),
        user(at, 'b', 'user_add_org', 'u2'),
        { type: 14, id: 'u1', at, data: { syncAction: 'org_dept_create' } },
        { type: 13, id: 'u1', at, data: { syncAction: 'user_add_org' }, suite: '2002_0' },
        { ...user(at, 'c'), corp: 'dingother' },
      ),
    );
    expect((await it.rows()).map(({ bizType, bizId, subscribeId }) => [bizType, bizId, subscribeId])).toEqual([
      [13, 'u1', '1001_0'],
      [13, 'u1', '2002_0'],
      [13, 'u2', '1001_0'],
      [14, 'u1', '1001_0'],
    ]);
    expect(await it.rows('dingother')).toHaveLength(1);
  });

  it('keep a deletion as the newest state, so that what was before does not come back', async () => {
    const it = setUp();
    await it.receive(...sync('MEDIUM', { type: 13, id: 'u1', at: START + 5, data: { syncAction: 'user_leave_org' } }));
    await it.receive(...sync('MEDIUM', user(START, 'one')));
    expect((await it.rows()).map(({ event }) => event.type)).toEqual(['user_leave_org']);
  });

  it('are compared by gmt_modified, not by a time inside of them', async () => {
    const it = setUp();
    const late = {
      ...user(START, 'late'),
      data: { syncAction: 'user_modify_org', name: 'late', eventTime: START + 9 * HOUR },
    };
    await it.receive(...sync('MEDIUM', user(START + 1, 'newest')), ...sync('MEDIUM', late));
    const [state] = await it.rows();
    expect(String(state?.event.data.biz_data)).toContain('newest');
  });

  it('of one instant come to the same state in either order', async () => {
    const names = new Set<string>();
    for (const order of orders([user(START, 'one'), user(START, 'two')])) {
      const it = setUp();
      for (const row of order) await it.receive(...sync('MEDIUM', row));
      const [state] = await it.rows();
      names.add(String(state?.event.data.biz_data));
    }
    expect(names.size).toBe(1);
  });

  it('can have ids of any length and with any characters', async () => {
    const it = setUp();
    const ids = ['x'.repeat(100_000), '#a#b', '用户', ' ', 'a\u0000b'];
    await it.receive(...sync('MEDIUM', ...ids.map((id) => user(START, 'n', 'user_add_org', id))));
    expect((await it.rows()).map(({ bizId }) => bizId).sort()).toEqual([...ids].sort());
  });

  it('are gone when their events are', async () => {
    const it = setUp();
    await it.receive(...sync('MEDIUM', user(START, 'one')));
    const [state] = await it.rows();
    const record = await it.store.get({ partition: `event#${state?.event.id}`, sort: 'event' });
    if (record === undefined) throw new Error('It was not stored.');
    await it.store.remove(record, record.version);
    expect(await it.rows()).toEqual([]);
  });

  it('leave nothing where an event is no row: without a sort, a thing or an organisation, of a strange sort, or from elsewhere', async () => {
    const it = setUp();
    const [row] = sync('MEDIUM', user(START, 'one'));
    if (row === undefined) throw new Error('It is no row.');
    const without = (name: string) => Object.fromEntries(Object.entries(row.data).filter(([key]) => key !== name));
    const { corpid: _, ...nowhere } = row;
    await it.receive(
      ...['biz_type', 'biz_id', 'biz_data'].map((name) => ({ ...row, id: name, data: without(name) })),
      { ...nowhere, id: 'nowhere', data: without('corp_id') },
      { ...row, id: 'strange', data: { ...row.data, biz_type: { toString: 1 } } },
      { ...row, id: 'strange list', data: { ...row.data, biz_type: [{ toString: 1 }] } },
      { ...row, id: 'elsewhere', source: 'aws.ec2' },
    );
    expect(await it.rows()).toEqual([]);
  });
});

describe('a time from the future', () => {
  const FAR = 9_007_199_254_740_991;

  it('counts as the time of receipt: what is said truly after it is newer', async () => {
    const it = setUp();
    await it.receive(
      ...sync('MEDIUM', user(FAR, 'forged')),
      legacy('suite_ticket', 9_999_999_999_999, { SuiteTicket: 'forged' }),
      legacy('suite_relieve', 9_999_999_999_999, { AuthCorpId: 'dinga' }),
    );
    const later = START + 48 * HOUR;
    const truly = [
      ...sync('MEDIUM', user(later, 'true')),
      legacy('suite_ticket', later, { SuiteTicket: 'true' }),
      legacy('change_auth', later, { AuthCorpId: 'dinga' }),
    ];
    await it.events.append(truly);
    for (const event of truly) await it.suites.apply({ event, receivedAt: later });
    expect(await it.suites.ticket('suite')).toEqual({ suiteTicket: 'true', at: later });
    expect((await it.organisations()).find(({ corpId }) => corpId === 'dinga')).toMatchObject({ state: 'authorised' });
    expect((await it.rows()).map(({ modifiedAt }) => modifiedAt)).toEqual([later]);
  });

  it('changes nothing when the same event is taken in again, later', async () => {
    const it = setUp();
    const [forged] = sync('MEDIUM', user(FAR, 'forged'));
    const [truth] = sync('MEDIUM', user(START + HOUR, 'true'));
    if (forged === undefined || truth === undefined) throw new Error('They are no rows.');
    await it.events.append([forged, truth]);
    await it.suites.apply({ event: forged, receivedAt: START });
    await it.suites.apply({ event: truth, receivedAt: START + HOUR });
    await it.suites.apply({ event: forged, receivedAt: START });
    expect((await it.rows()).map(({ event }) => event.id)).toEqual([truth.id]);
  });

  it('of a few minutes is DingTalk’s clock, which may be ahead', async () => {
    const it = setUp();
    const event = legacy('suite_ticket', START + 5 * 60_000, { SuiteTicket: 'ticket' });
    await it.suites.apply({ event, receivedAt: START });
    expect(await it.suites.ticket('suite')).toEqual({ suiteTicket: 'ticket', at: START + 5 * 60_000 });
  });
});

describe('races', () => {
  it('50 workers that take in 50 states of one row at once leave the newest', async () => {
    const it = setUp();
    const events = Array.from({ length: 50 }, (_, i) => sync('MEDIUM', user(START + ((i * 37) % 50), `n${i}`))).flat();
    await it.events.append(events);
    // The store refuses the slower one of each pair; whoever was refused so often says so, and its task comes again.
    const again = await Promise.allSettled(events.map((event) => it.suites.apply({ event, receivedAt: START })));
    for (const [i, result] of again.entries()) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toBeInstanceOf(StoreUnavailable);
      await it.suites.apply({ event: events[i] as HubEvent, receivedAt: START });
    }
    expect((await it.rows()).map(({ modifiedAt }) => modifiedAt)).toEqual([START + 49]);
  });
});
