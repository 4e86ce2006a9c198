import type { JsonObject, JsonValue } from '@dinghub/core';
import fc from 'fast-check';
import { readPage } from '../../../src/dingtalk/reconcile/read-page';
import { normaliseDingTalkBody } from '../../../src/index';

const ASKED = Date.UTC(2026, 10, 23, 8);
const T = 1_606_126_433_000;
const AT = '2020-11-23T10:13:53.000Z';

const page = (...entries: readonly JsonValue[]) =>
  readPage(JSON.stringify({ errcode: 0, has_more: false, failed_list: entries }), 'default', ASKED);
const one = (entry: JsonValue) => page(entry)?.events[0];

/** As captured from the failed list, people and organisation made up. */
const APPROVAL = {
  result: 'agree',
  createTime: 1_553_958_191_000,
  title: '张三提交的付款',
  staffId: 'manager405',
  processCode: 'PROC-1',
  processInstanceId: '351783dd',
  bizCategoryId: '',
  finishTime: 1_553_959_283_000,
  EventType: 'bpms_instance_change',
  type: 'finish',
  url: 'https://aflow.dingtalk.com/x',
  corpId: 'dingcorp',
};

describe('an entry', () => {
  it.each<[string, JsonObject, JsonObject, object]>([
    [
      'nested below its tag',
      { event_time: T, call_back_tag: 'user_add_org', user_add_org: { userid: ['u1', 'u2'], corpid: 'dingcorp' } },
      { EventType: 'user_add_org', CorpId: 'dingcorp', UserId: ['u1', 'u2'], TimeStamp: String(T) },
      { type: 'user_add_org', corpid: 'dingcorp', subject: 'user/u1', time: AT },
    ],
    [
      'flat, as in 2016',
      { event_time: T, call_back_tag: 'org_dept_create', deptid: [7], corpid: 'dingcorp' },
      { EventType: 'org_dept_create', CorpId: 'dingcorp', DeptId: [7], TimeStamp: String(T) },
      { type: 'org_dept_create', corpid: 'dingcorp', subject: 'department/7', time: AT },
    ],
    [
      'of an approval, whose wrapped body is the one that was pushed',
      {
        event_time: 1_553_959_282_000,
        call_back_tag: 'bpms_instance_change',
        bpms_instance_change: { corpid: 'dingcorp', bpmsCallBackData: APPROVAL },
      },
      APPROVAL,
      { corpid: 'dingcorp', subject: 'approval/351783dd', time: '2019-03-30T15:21:23.000Z' },
    ],
    [
      'of an approval without anything in its wrapper, as DingTalk’s sample has it',
      {
        event_time: T,
        call_back_tag: 'bpms_instance_change',
        bpms_instance_change: { bpmsCallBackData: {}, corpid: 'c' },
      },
      { EventType: 'bpms_instance_change', CorpId: 'c', TimeStamp: String(T) },
      { type: 'bpms_instance_change', corpid: 'c', time: AT },
    ],
    [
      'with ids beside a wrapper that is empty',
      { event_time: T, call_back_tag: 'user_add_org', user_add_org: { callbackData: {}, userid: ['u1'], corpid: 'c' } },
      { EventType: 'user_add_org', CorpId: 'c', UserId: ['u1'], TimeStamp: String(T) },
      { subject: 'user/u1', time: AT },
    ],
    [
      'of a role',
      {
        event_time: T,
        call_back_tag: 'label_conf_add',
        label_conf_add: { roleLabelChange: { labelIdList: [9], scope: '1' }, corpid: 'dingcorp' },
      },
      { EventType: 'label_conf_add', CorpId: 'dingcorp', labelIdList: [9], scope: '1', TimeStamp: String(T) },
      { corpid: 'dingcorp', subject: 'role/9', time: AT },
    ],
    [
      'of a chat, in the wrapper of all others, as text',
      {
        event_time: String(T),
        call_back_tag: 'chat_quit',
        chat_quit: { callbackData: '{"ChatId":"g1","UserId":["u1"]}', corpid: 'dingcorp' },
      },
      { EventType: 'chat_quit', CorpId: 'dingcorp', ChatId: 'g1', UserId: ['u1'], TimeStamp: T },
      { corpid: 'dingcorp', subject: 'chat/g1', time: AT },
    ],
    [
      'of a third-party app, with the body as JSON text',
      {
        id: 77,
        event_time: T + 41_000,
        call_back_tag: 'user_leave_org',
        corpid: 'dingcorp',
        call_back_data: `{"EventType":"user_leave_org","CorpId":"dingcorp","UserId":["u1"],"TimeStamp":"${T}"}`,
      },
      { EventType: 'user_leave_org', CorpId: 'dingcorp', UserId: ['u1'], TimeStamp: String(T) },
      { corpid: 'dingcorp', subject: 'user/u1', time: AT },
    ],
    [
      'of a third-party app, with the body below its tag',
      {
        id: 78,
        event_time: T,
        call_back_tag: 'org_change',
        corpid: 'c',
        call_back_data: '{"org_change":{"corpid":"c"}}',
      },
      { EventType: 'org_change', CorpId: 'c', TimeStamp: String(T) },
      { subject: 'org/c' },
    ],
    [
      'that does not name its tag, but has only one',
      { event_time: T, user_active_org: { userid: 'u1', corpid: 'c' } },
      { EventType: 'user_active_org', CorpId: 'c', UserId: 'u1', TimeStamp: String(T) },
      { subject: 'user/u1' },
    ],
    [
      'without a time',
      { call_back_tag: 'user_add_org', user_add_org: { userid: ['u1'] } },
      { EventType: 'user_add_org', UserId: ['u1'] },
      { subject: 'user/u1', time: new Date(ASKED).toISOString() },
    ],
    [
      'whose data is text that nobody can read',
      { call_back_tag: 'check_in', event_time: T, corpid: 'c', call_back_data: 'not json' },
      { EventType: 'check_in', CorpId: 'c', call_back_data: 'not json', TimeStamp: T },
      { type: 'check_in', corpid: 'c', time: AT },
    ],
    [
      'whose payload is a list',
      { call_back_tag: 'check_in', event_time: T, check_in: [1, 2] },
      { EventType: 'check_in', check_in: [1, 2], TimeStamp: T },
      { type: 'check_in' },
    ],
  ])('%s becomes the event that its push would have been', (_, entry, data, expected) => {
    expect(one(entry)?.event).toMatchObject({ source: 'dingtalk', app: 'default', ...expected });
    expect(one(entry)?.event.data).toEqual(data);
  });

  it('of an approval has the id of its push, where that has none of its own', () => {
    const [pushed] = normaliseDingTalkBody(APPROVAL, { app: 'default', receivedAt: 1 });
    const listed = one({
      call_back_tag: 'bpms_instance_change',
      event_time: T,
      bpms_instance_change: { bpmsCallBackData: APPROVAL },
    });
    expect(listed?.event.id).toBe(pushed?.id);
  });

  it('keeps an id beyond 2^53', () => {
    const text =
      '{"failed_list":[{"call_back_tag":"bpms_task_change","bpms_task_change":{"bpmsCallBackData":{"taskId":90071992547409931}}}]}';
    expect(readPage(text, 'default', ASKED)?.events[0]?.event.data.taskId).toBe('90071992547409931');
  });

  it.each<[JsonValue]>([
    [null],
    [7],
    ['x'],
    [[]],
    [{}],
    [{ event_time: T }],
    [{ call_back_tag: '' }],
    [{ a: {}, b: {} }],
  ])('%j names no event, and the others are read all the same', (entry) => {
    const read = page(entry, { call_back_tag: 'org_change', event_time: T, org_change: { corpid: 'c' } });
    expect(read).toMatchObject({ size: 2, unreadable: [0], events: [{ index: 1 }] });
  });

  it('is an event of its own beside an equal one, since the list’s times are whole seconds, the same at each reading', () => {
    const twice = { call_back_tag: 'user_modify_org', event_time: T, user_modify_org: { userid: ['u1'], corpid: 'c' } };
    const ids = page(twice, twice)?.events.map(({ event }) => event.id);
    expect(new Set(ids).size).toBe(2);
    expect(page(twice, twice)?.events.map(({ event }) => event.id)).toEqual(ids);
    expect(one(twice)?.event.id).toBe(ids?.[0]);
  });

  it('that says when it happened, or has DingTalk’s id, is no other beside an equal one', () => {
    const approval = { call_back_tag: 'bpms_instance_change', bpms_instance_change: { bpmsCallBackData: APPROVAL } };
    const named = {
      call_back_tag: 'org_change',
      event_time: T,
      org_change: { callbackData: { eventId: 'e1', CorpId: 'c' } },
    };
    const ids = page(approval, approval, named, named)?.events.map(({ event }) => event.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('whose eventId is an object with a toString of its own is an event like any other', () => {
    const strange = { call_back_tag: 'org_change', event_time: T, org_change: { eventId: { toString: 1 } } };
    expect(page(strange, strange)).toMatchObject({ size: 2, unreadable: [], events: [{ index: 0 }, { index: 1 }] });
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'that calls its tag %s says what it says, and nothing else',
    (tag) => {
      const flat = { call_back_tag: tag, event_time: T, z: 1 };
      const record = { call_back_tag: tag, event_time: T, call_back_data: '{"z":1}' };
      const data = { EventType: tag, z: 1, TimeStamp: String(T) };
      expect(page(flat, record)?.events.map(({ event }) => event.data)).toEqual([data, data]);
    },
  );

  it('of any shape is read or counted, and never throws', () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record({
        call_back_tag: fc.constantFrom('user_add_org', 'check_in'),
        user_add_org: fc.jsonValue(),
        callbackData: fc.jsonValue(),
      }),
    );
    fc.assert(
      fc.property(fc.array(entry as fc.Arbitrary<JsonValue>), (entries) => {
        const read = page(...entries);
        const understood = new Set(read?.events.map(({ index }) => index)).size;
        expect(understood + (read?.unreadable.length ?? 0)).toBe(entries.length);
      }),
    );
  });
});

describe('a page', () => {
  it.each(['', 'not json', '[]', '{"errcode":0}', '{"failed_list":{}}', '{"failed_list":[{"call_back_tag":"user'])(
    '%j is none',
    (text) => {
      expect(readPage(text, 'default', ASKED)).toBeUndefined();
    },
  );
});
