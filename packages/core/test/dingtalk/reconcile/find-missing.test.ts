import { createEventLog, type HubEvent, type JsonObject, normaliseDingTalkBody } from '@dinghub/core';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { createFindMissing } from '../../../src/dingtalk/reconcile/find-missing';
import { readPage } from '../../../src/dingtalk/reconcile/read-page';

const NOW = Date.UTC(2026, 10, 23, 8);
const T = NOW - 600_000;
const receipt = { app: 'default', receivedAt: NOW };

/** Which of the listed are missing in a log of the bodies that were pushed; each by its index. */
async function missing(
  pushed: readonly (JsonObject | HubEvent)[],
  ...listed: readonly JsonObject[]
): Promise<number[]> {
  const log = createEventLog({ store: createMemoryRecordStore(), clock: () => NOW, retentionDays: 180 });
  for (const one of pushed) {
    await log.append('specversion' in one ? [one as HubEvent] : normaliseDingTalkBody(one as JsonObject, receipt));
  }
  const page = readPage(JSON.stringify({ failed_list: listed }), 'default', NOW);
  const found = await createFindMissing(log)(page?.events ?? []);
  return found.map(({ index }) => index);
}

const listed = (tag: string, content: JsonObject, at = T): JsonObject => ({
  call_back_tag: tag,
  event_time: at,
  [tag]: { corpid: 'c', ...content },
});
const user = (at = T, ids = ['u1'], tag = 'user_modify_org') => listed(tag, { userid: ids }, at);
const captured = (at: number, more: JsonObject = {}): JsonObject => ({
  EventType: 'user_modify_org',
  CorpId: 'c',
  UserId: ['u1'],
  TimeStamp: String(at),
  ...more,
});
const documented = (at: number, eventId: string): JsonObject => ({
  EventType: 'user_modify_org',
  EventTime: at,
  CorpId: 'c',
  BizId: 'b',
  eventId,
  userId: ['u1'],
  timeStamp: String(at),
  diffInfo: { userid: 'u1' },
});

describe('an event of the failed list', () => {
  it.each<[string, JsonObject]>([
    ['captured shape', captured(T)],
    ['captured shape, with who did it', captured(T, { OptStaffId: 'boss' })],
    ['captured shape, in the same second', captured(T + 999)],
    ['captured shape, one second off', captured(T + 1000)],
    ['documented shape', documented(T + 123, 'e1')],
  ])('is there when it was pushed in the %s', async (_, body) => {
    expect(await missing([body], user())).toEqual([]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['another user', captured(T), user(T, ['u2'])],
    ['more users', captured(T), user(T, ['u1', 'u2'])],
    ['another type', captured(T), user(T, ['u1'], 'user_add_org')],
    ['another organisation', captured(T, { CorpId: 'd' }), user()],
    ['another time', captured(T + 1001), user()],
    ['another time, before the second that is listed', captured(T - 1), user()],
    ['another time, 53 ms later, where the list has milliseconds', captured(T + 70), user(T + 123)],
  ])('is missing when what was pushed is of %s', async (_, body, entry) => {
    expect(await missing([body], entry)).toEqual([0]);
  });

  it('is there when it was pushed with a time of its push besides its own', async () => {
    const pushed: JsonObject = { ...documented(T + 123, 'e1'), EventTime: T + 222 };
    const noise = ['eventId', 'EventTime', 'BizId'];
    const body = Object.fromEntries(Object.entries(pushed).filter(([name]) => !noise.includes(name)));
    expect(await missing([pushed], listed('user_modify_org', { callbackData: body }))).toEqual([]);
    const other = { ...body, timeStamp: String(T + 124) };
    expect(await missing([pushed], listed('user_modify_org', { callbackData: other }))).toEqual([0]);
  });

  it('is there when the list has the second of the change, and its push was in a later one', async () => {
    const pushed: JsonObject = { ...documented(T + 990, 'e1'), EventTime: T + 2345 };
    expect(await missing([pushed], user())).toEqual([]);
    expect(await missing([pushed], user(T + 1000))).toEqual([0]);
    expect(await missing([pushed], user(T + 2000))).toEqual([]);
    expect(await missing([pushed, documented(T + 10, 'e2')], user(), user())).toEqual([]);
  });

  it('is missing when only another app has received it', async () => {
    const [event] = normaliseDingTalkBody(captured(T), { app: 'other', receivedAt: NOW });
    expect(await missing(event ? [event] : [], user())).toEqual([0]);
  });

  it('is there when its users came in another order', async () => {
    for (const ids of [
      ['u1', 'u3', 'u2'],
      ['u3', 'u1', 'u2'],
    ]) {
      expect(await missing([captured(T, { UserId: ids })], user(T, ['u1', 'u2', 'u3']))).toEqual([]);
    }
    const [one, other] = [user(T, ['u1', 'u2']), user(T, ['u2', 'u1'])];
    expect(await missing([captured(T, { UserId: ['u2', 'u1'] })], one, other)).toHaveLength(1);
    expect(await missing([captured(T, { UserId: ['u2', 'u1'] })], user(T, ['u1']), user(T, ['u2']))).toEqual([0, 1]);
  });

  it('is there when what was pushed tells no time, and came with the first try or the last', async () => {
    const room = { EventType: 'meetingroom_room_info', corpId: 'c', roomId: 'r1', capacity: '8' };
    const came = (at: number) => normaliseDingTalkBody(room, { app: 'default', receivedAt: at })[0] as HubEvent;
    const entry = listed('meetingroom_room_info', { callbackData: room });
    expect(await missing([came(T + 40)], entry)).toEqual([]);
    expect(await missing([came(T + 43_000)], entry)).toEqual([]);
    expect(await missing([came(T + 61_000)], entry)).toEqual([0]);
    expect(await missing([came(T - 1)], entry)).toEqual([0]);
    expect(
      await missing([came(T + 43_000)], listed('meetingroom_room_info', { callbackData: { ...room, capacity: '9' } })),
    ).toEqual([0]);
  });

  it('is missing when two changes of one second are listed and one was received', async () => {
    expect(await missing([captured(T + 100)], user(), user())).toHaveLength(1);
    expect(await missing([captured(T + 100), captured(T + 153)], user(), user())).toEqual([]);
    expect(await missing([], user(), user())).toEqual([0, 1]);
  });

  it('takes the nearest in time for it', async () => {
    expect(await missing([captured(T + 7)], user(T), user(T + 7))).toEqual([0]);
  });

  it.each<[string, JsonObject]>([
    ['attendance_check_record', { userId: 'u1', corpId: 'c', checkTime: T - 60_000, locationResult: 'Normal' }],
    ['attendance_overtime_duration', { userid: 'u1', corpId: 'c', overtimeHour: 2, timestamp: T - 3_600_000 }],
  ])('%s, whose rows say when it happened, is there when it was pushed with a time of its push', async (tag, row) => {
    const entry = (more: JsonObject = {}) => listed(tag, { callbackData: { DataList: [{ ...row, ...more }] } });
    const pushed = { EventType: tag, EventTime: T + 345, CorpId: 'c', eventId: 'e1', dataList: [row] };
    expect(await missing([pushed], entry())).toEqual([]);
    expect(await missing([pushed], entry({ overtimeHour: 3 }))).toEqual([0]);
  });

  describe('of an approval', () => {
    const body: JsonObject = {
      EventType: 'bpms_task_change',
      corpId: 'c',
      processInstanceId: 'p1',
      taskId: 68_908_377_877,
      type: 'finish',
      result: 'agree',
      staffId: 's1',
      createTime: T - 3_600_000,
      finishTime: T,
    };
    const task = (change: JsonObject = {}, at = T - 1000) =>
      listed('bpms_task_change', { bpmsCallBackData: { ...body, ...change } }, at);

    it.each<[string, JsonObject]>([
      ['as it is', body],
      ['with an event id and a time of its push', { ...body, eventId: 'e1', EventTime: T + 2345, BizId: 'b' }],
      ['with numbers as texts', { ...body, taskId: '68908377877' }],
      ['with another URL', { ...body, eventId: 'e2', url: 'https://x' }],
    ])('is there when it was pushed %s', async (_, pushed) => {
      expect(await missing([pushed], task({ url: 'https://other' }))).toEqual([]);
    });

    it.each<[string, JsonObject]>([
      ['task', { taskId: 1 }],
      ['step', { type: 'start' }],
      ['result', { result: 'refuse' }],
      ['person', { staffId: 's2' }],
      ['time', { finishTime: T + 1000 }],
      ['comment', { content: 'no', result: 'redirect' }],
    ])('is missing when another %s was pushed', async (_, change) => {
      expect(await missing([{ ...body, eventId: 'e1' }], task(change))).toEqual([0]);
    });

    it('that was deleted hours after it began is there when its push says so', async () => {
      const deleted = {
        EventType: 'bpms_instance_change',
        corpId: 'c',
        processInstanceId: 'p1',
        type: 'delete',
        createTime: T - 39_000_000,
      };
      const entry = listed('bpms_instance_change', { bpmsCallBackData: deleted });
      expect(await missing([{ ...deleted, eventId: 'e', EventTime: T }], entry)).toEqual([]);
      expect(await missing([{ ...deleted, eventId: 'e', EventTime: T, type: 'terminate' }], entry)).toEqual([0]);
    });
  });

  it('that says only whose it is and when is there by that', async () => {
    const pushed = { EventType: 'org_change', CorpId: 'c', TimeStamp: String(T + 5) };
    expect(await missing([pushed], listed('org_change', {}))).toEqual([]);
    expect(await missing([pushed], listed('org_change', {}, T + 60_000))).toEqual([0]);
  });

  it('about nothing that has an id is there by its own id', async () => {
    const entry = listed('bpms_instance_change', { bpmsCallBackData: {} });
    expect(await missing([], entry)).toEqual([0]);
    const [event] = readPage(JSON.stringify({ failed_list: [entry] }), 'default', NOW)?.events ?? [];
    expect(await missing(event ? [event.event] : [], entry)).toEqual([]);
  });

  it('is found among many of one user', async () => {
    const many = Array.from({ length: 450 }, (_, i) => captured(T + i));
    expect(await missing(many, user(T + 449))).toEqual([]);
    expect(await missing(many, user(T + 450 + 77))).toEqual([0]);
  });
});

describe('an event about many, one of whom has an id that no key can hold', () => {
  it.each([
    ['longer than a key', 'x'.repeat(3000)],
    ['half a character', '\ud800'],
  ])('is looked for under the others: %s', async (_, id) => {
    const list = jest.fn(async () => ({ items: [] }));
    const page = readPage(JSON.stringify({ failed_list: [user(T, ['u1', id, 'u2'])] }), 'default', NOW);
    expect(await createFindMissing({ get: async () => undefined, list })(page?.events ?? [])).toHaveLength(1);
    const subjects = (list.mock.calls as unknown as [{ subject: string }][]).map(([{ subject }]) => subject);
    expect(subjects).toEqual(['user/u1', 'user/u2']);
  });
});

describe('bodies that are nested, with quotation marks', () => {
  it('are compared in the room that they have', async () => {
    const text = '"'.repeat(300_000);
    const nested = (leaf: JsonObject): JsonObject => ({
      a: { b: { c: { d: { e: { f: { g: { ...leaf, text } } } } } } },
    });
    const approval = (leaf: JsonObject) => ({ processInstanceId: 'p1', finishTime: T, ...nested(leaf) });
    const pushed = { EventType: 'bpms_instance_change', corpId: 'c', ...approval({ n: 7 }) };
    const entryOf = (leaf: JsonObject) => listed('bpms_instance_change', { bpmsCallBackData: approval(leaf) });
    const stringify = jest.spyOn(JSON, 'stringify');
    expect(await missing([pushed], entryOf({ n: '7' }), entryOf({ n: 8 }))).toEqual([1]);
    const longest = Math.max(...stringify.mock.results.map(({ value }) => String(value).length));
    stringify.mockRestore();
    expect(longest).toBeLessThan(3_000_000);
  });
});

describe('a page of one thing that much is in the log about', () => {
  it('is compared without taking any body apart twice', async () => {
    const ownKeys = jest.fn(Reflect.ownKeys);
    const stored = Array.from({ length: 50 }, (_, i) => {
      const [event] = normaliseDingTalkBody(captured(T, { OptStaffId: `other${i}` }), receipt);
      if (event === undefined) throw new Error('It is no event.');
      const data = new Proxy<JsonObject>(event.data, { ownKeys });
      return { event: { ...event, data }, receivedAt: NOW };
    });
    const entries = Array.from({ length: 50 }, (_, i) =>
      listed('user_modify_org', { userid: ['u1'], optstaffid: `o${i}` }),
    );
    const page = readPage(JSON.stringify({ failed_list: entries }), 'default', NOW);
    const log = { get: async () => undefined, list: async () => ({ items: stored }) };
    expect(await createFindMissing(log)(page?.events ?? [])).toHaveLength(50);
    expect(ownKeys).toHaveBeenCalledTimes(50);
  });
});
