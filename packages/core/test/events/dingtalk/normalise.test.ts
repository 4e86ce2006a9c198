import fc from 'fast-check';
import { type JsonObject, normaliseDingTalkBody } from '../../../src/index';

const RECEIVED = 1_763_900_000_000;
const receipt = { app: 'default', receivedAt: RECEIVED };
const events = (body: JsonObject) => normaliseDingTalkBody(body, receipt);
const one = (body: JsonObject) => {
  const [event, ...more] = events(body);
  if (event === undefined || more.length > 0) throw new Error('expected one event');
  return event;
};

describe('a body', () => {
  it.each<[string, JsonObject, object]>([
    [
      'of the captured family',
      { EventType: 'user_modify_org', CorpId: 'dingc', UserId: ['u1', 'u2'], TimeStamp: '1545536053900' },
      { type: 'user_modify_org', corpid: 'dingc', subject: 'user/u1', time: '2018-12-23T03:34:13.900Z' },
    ],
    [
      'of the documented family',
      {
        EventType: 'user_add_org',
        EventTime: 1_754_553_836_642,
        CorpId: 'dingc',
        eventId: 'e1',
        userId: ['u1'],
        timeStamp: '1',
      },
      { id: 'e1', subject: 'user/u1', time: '2025-08-07T08:03:56.642Z' },
    ],
    [
      'that mixes both, with eventId and PascalCase ids',
      {
        eventId: 'e2',
        EventType: 'org_dept_create',
        CorpId: 'dingc',
        DeptId: [12345678901],
        TimeStamp: 1_696_000_000_000,
      },
      { id: 'e2', subject: 'department/12345678901', time: '2023-09-29T15:06:40.000Z' },
    ],
    [
      'with both CorpId and corpId',
      { EventType: 'chat_add_member', CorpId: 'dingA', corpId: 'dingB', chatId: 'c1', userId: ['u1'] },
      { corpid: 'dingA', subject: 'chat/c1' },
    ],
    [
      'of an approval that finished',
      {
        EventType: 'bpms_instance_change',
        processInstanceId: 'p1',
        corpId: 'dingc',
        createTime: 1495592259000,
        finishTime: 1495592305000,
      },
      { corpid: 'dingc', subject: 'approval/p1', time: '2017-05-24T02:18:25.000Z' },
    ],
    [
      'of an approval task, whose id is beyond 32 bits',
      {
        EventType: 'bpms_task_change',
        processInstanceId: 'p1',
        taskId: 48665689823,
        staffId: '0917',
        createTime: 1545354519000,
      },
      { subject: 'approval/p1', time: '2018-12-21T01:08:39.000Z' },
    ],
    ['about a role', { EventType: 'label_user_change', LabelIdList: [7], UserIdList: ['u'] }, { subject: 'role/7' }],
    [
      'of a check-in',
      { EventType: 'check_in', StaffId: 'u9', CorpId: 'c', TimeStamp: 1_600_000_000_000 },
      { subject: 'user/u9' },
    ],
    [
      'that keeps its fields in rows',
      { EventType: 'attendance_check_record', DataList: [{ corpId: 'dingc', userId: 'u3' }] },
      { corpid: 'dingc', subject: 'user/u3' },
    ],
    [
      'that nests its fields in data',
      { EventType: 'project_task_changed', data: { corpId: 'dingc', taskId: 't1' } },
      { corpid: 'dingc', subject: 'task/t1' },
    ],
    ['with ten digits of seconds', { EventType: 'x', TimeStamp: '1545536053' }, { time: '2018-12-23T03:34:13.000Z' }],
    ['that spells eventType', { eventType: 'y' }, { type: 'y' }],
    ['of a type that nobody knows', { EventType: 'brand_new', CorpId: 'c' }, { type: 'brand_new', corpid: 'c' }],
    ['that says nothing', {}, { type: 'unknown', time: new Date(RECEIVED).toISOString() }],
  ])('%s is understood', (_, body, expected) => {
    const event = one(body);
    expect(event).toMatchObject({ specversion: '1.0', source: 'dingtalk', app: 'default', ...expected });
    expect(event.data).toBe(body);
  });

  it.each<[string, JsonObject]>([
    ['a time that is no time', { EventType: 'x', TimeStamp: 'soon' }],
    ['a negative time', { EventType: 'x', EventTime: -1 }],
    ['a time beyond all calendars', { EventType: 'x', EventTime: 1e300 }],
    ['a fraction of a time', { EventType: 'x', EventTime: 1763900000000.5 }],
    ['an object for a time', { EventType: 'x', EventTime: {} }],
  ])('with %s gets the time of receipt', (_, body) => {
    expect(one(body).time).toBe(new Date(RECEIVED).toISOString());
  });

  it.each<[string, JsonObject]>([
    ['objects', { EventType: { a: 1 }, CorpId: {}, UserId: {}, eventId: {} }],
    ['arrays of objects', { EventType: [], CorpId: [{}], UserId: [{}], eventId: [] }],
    ['empty texts', { EventType: '', CorpId: '', UserId: '', eventId: '' }],
    [
      'long texts',
      { EventType: 't'.repeat(999), CorpId: '中'.repeat(99), UserId: ['u'.repeat(300)], eventId: 'e'.repeat(201) },
    ],
    ['control characters', { EventType: 'a\nb', CorpId: 'c\u0000', UserId: ['u\u001b[2J'], eventId: 'e\r' }],
  ])('with %s for names and ids is kept under keys that any store can hold', (_, body) => {
    const event = one(body);
    expect(event).toMatchObject({ type: 'unknown', id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect([event.corpid, event.subject]).toEqual([undefined, undefined]);
    expect(event.data).toBe(body);
  });

  it('never throws, whatever JSON it is', () => {
    const json = fc.dictionary(
      fc.oneof(
        fc.string(),
        fc.constantFrom('EventType', 'CorpId', 'UserId', 'bizData', 'data', 'DataList', 'eventId', 'TimeStamp'),
      ),
      fc.oneof(fc.jsonValue(), fc.constant('SYNC_HTTP_PUSH_HIGH')),
    );
    fc.assert(
      fc.property(json, (body) => {
        const all = events(body as JsonObject);
        expect(all.length).toBeGreaterThan(0);
        for (const { id, type, time } of all) {
          expect(id).not.toBe('');
          expect(type).not.toBe('');
          expect(Number.isFinite(Date.parse(time))).toBe(true);
        }
      }),
    );
  });

  it('may be nested 100 000 deep', () => {
    const deep = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) as JsonObject;
    expect(one(deep).id).toHaveLength(64);
  });
});

describe('a SyncHTTP envelope', () => {
  const row = (change: JsonObject = {}): JsonObject => ({
    gmt_create: 1_600_000_000_000,
    gmt_modified: 1_600_000_000_000,
    biz_type: 13,
    open_cursor: 1,
    subscribe_id: 'suite_0',
    id: 5,
    biz_id: 'u1',
    biz_data: '{"syncAction":"user_modify_org","userid":"u1"}',
    corp_id: 'dingc',
    status: 0,
    ...change,
  });
  const envelope = (...bizData: JsonObject[]): JsonObject => ({ EventType: 'SYNC_HTTP_PUSH_MEDIUM', bizData });

  it('is one event for each row, of the row’s own type', () => {
    const all = events(
      envelope(row(), row({ id: 6, biz_data: '{"syncAction":"org_dept_remove"}' }), row({ id: 7, biz_data: '{}' })),
    );
    expect(all.map(({ type }) => type)).toEqual(['user_modify_org', 'org_dept_remove', 'biz_type_13']);
    expect(all[0]).toMatchObject({
      corpid: 'dingc',
      subject: 'user/u1',
      data: row(),
      time: '2020-09-13T12:26:40.000Z',
    });
  });

  it('gives equal rows one id and a changed row another, whatever envelope they come in', () => {
    const [a] = events(envelope(row()));
    const [, b] = events(envelope(row({ biz_id: 'u2' }), row()));
    expect(b?.id).toBe(a?.id);
    const changes = [
      { gmt_modified: 1_600_000_000_001 },
      { biz_id: 'u2' },
      { biz_type: 14 },
      { corp_id: 'dingd' },
      { subscribe_id: 'suite_1' },
      { status: 1 },
      { biz_data: '{"syncAction":"user_modify_org","userid":"u1","name":"n"}' },
    ];
    const ids = changes.map((change) => one(envelope(row(change))).id);
    expect(new Set([...ids, a?.id]).size).toBe(changes.length + 1);
  });

  it('gives a row one id wherever in the table it stands, and in whichever turn it is sent', () => {
    const first = one(envelope(row()));
    const again = one(envelope(row({ id: 9, open_cursor: 7, gmt_create: 1_600_000_000_123 })));
    expect(again.id).toBe(first.id);
    expect(again.data).toMatchObject({ id: 9, open_cursor: 7 });
  });

  it.each<[string, JsonObject, string]>([
    ['a user', { biz_type: 13, biz_data: '{"syncAction":"user_leave_org"}' }, 'user/b1'],
    ['a department', { biz_type: 14, biz_data: '{"syncAction":"org_dept_remove"}' }, 'department/b1'],
    ['a role', { biz_type: 15, biz_data: '{"syncAction":"org_role_remove"}' }, 'role/b1'],
    ['an external contact', { biz_type: 20, biz_data: '{"syncAction":"contact_leave_org"}' }, 'user/b1'],
    ['an approval', { biz_type: 22, biz_data: '{"syncAction":"isv_bpms_cancel"}' }, 'approval/b1'],
    ['an organisation', { biz_type: 16, biz_data: '{"syncAction":"org_remove"}' }, 'org/dingc'],
    ['a user, its action lost', { biz_type: 13, biz_data: '{}' }, 'user/b1'],
    ['a user, its action lost and its sort a text', { biz_type: '13', biz_data: '{}' }, 'user/b1'],
    ['a department, its action lost', { biz_type: 14, biz_data: '' }, 'department/b1'],
    ['a pupil, its action lost', { biz_type: 51, biz_data: '' }, 'user/b1'],
    ['what nobody knows', { biz_type: 777, biz_data: '' }, 'biz_type_777/b1'],
    ['what nobody knows, of a new action', { biz_type: 777, biz_data: '{"syncAction":"x_y"}' }, 'biz_type_777/b1'],
    ['nothing that has an id', { biz_type: 777, biz_data: '', biz_id: '' }, 'none'],
  ])('tells by its biz_id alone what a deletion is about: %s', (_, change, subject) => {
    expect(one(envelope(row({ biz_id: 'b1', ...change }))).subject ?? 'none').toBe(subject);
  });

  it('is about what its biz_data names, should that be another id', () => {
    const biz_data = '{"syncAction":"user_modify_org","userid":"u9"}';
    expect(one(envelope(row({ biz_data }))).subject).toBe('user/u9');
  });

  it.each<[string, string]>([
    ['project_task_changed', '{"data":{"syncAction":"project_task_changed","taskId":"t"}}'],
    ['workbench_component_event', '{"eventType":"workbench_component_event","componentId":1}'],
  ])('has the type that its biz_data names: %s', (type, biz_data) => {
    expect(one(envelope(row({ biz_data }))).type).toBe(type);
  });

  it('has for its time when the row was changed, not when what it is about was created', () => {
    const biz_data = '{"syncAction":"isv_bpms","processInstanceId":"p","createTime":1500000000000}';
    expect(one(envelope(row({ biz_data }))).time).toBe('2020-09-13T12:26:40.000Z');
  });

  it('does not take the row’s own number for an id', () => {
    expect(one(envelope(row({ biz_type: 153, biz_data: '{"syncAction":"attend_shift_change"}' }))).subject).toBe(
      'shift/u1',
    );
  });

  it.each(['not JSON', '[]', '', '"text"'])('keeps a row whose biz_data is %j', (biz_data) => {
    expect(one(envelope(row({ biz_data })))).toMatchObject({ type: 'biz_type_13', corpid: 'dingc' });
  });

  it.each<[string, JsonObject]>([
    ['no rows', envelope()],
    ['no bizData', { EventType: 'SYNC_HTTP_PUSH_HIGH' }],
    ['a row that is no object', { EventType: 'SYNC_HTTP_PUSH_HIGH', bizData: [row(), 1] }],
  ])('with %s is kept whole', (_, body) => {
    expect(one(body)).toMatchObject({ type: body.EventType, data: body });
  });
});
