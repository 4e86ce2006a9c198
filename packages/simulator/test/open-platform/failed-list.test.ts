import type { JsonObject } from '@dinghub/core';
import { APP, type Bench, NOW, OTHER, using } from './harness';

const PATH = '/call_back/get_call_back_failed_result';

/** Lets events fail: as many answers of 500 as attempts. */
async function fail({ hub, push }: Bench, ...events: readonly JsonObject[]): Promise<void> {
  for (const event of events) {
    hub.script.push(500, 500, 500);
    expect(await push(APP.appKey, event)).toMatchObject({ kind: 'failed' });
  }
}

/** What a call returns: its entries, and whether there are more. */
async function read({ get, token }: Bench): Promise<readonly [items: readonly JsonObject[], hasMore: unknown]> {
  const { body } = await get(PATH, await token());
  expect(body).toMatchObject({ errcode: 0, errmsg: 'ok' });
  return [body.failed_list as JsonObject[], body.has_more];
}

const user = (n: number) => ({ EventType: 'user_add_org', eventId: `e${n}`, UserId: [`u${n}`], CorpId: APP.corpId });
const usersOf = (items: readonly JsonObject[]) =>
  items.map((item) => (item.user_add_org as { readonly userid: readonly string[] }).userid[0]);

describe('the failed list', () => {
  it.each<[string, JsonObject, JsonObject, number]>([
    [
      'a user',
      {
        EventType: 'user_leave_org',
        eventId: 'e',
        TimeStamp: '1763890000999',
        CorpId: 'c',
        UserId: ['u'],
        OptStaffId: 'm',
      },
      { userid: ['u'], corpid: 'c' },
      1_763_890_000_000,
    ],
    [
      'a user in the shape of the pages of today',
      {
        EventType: 'org_admin_add',
        EventTime: 1_763_890_000_999,
        BizId: 'b',
        eventId: 'e',
        CorpId: 'c',
        userId: ['u'],
      },
      { userid: ['u'], corpid: 'c' },
      1_763_890_000_000,
    ],
    [
      'a department',
      { EventType: 'org_dept_modify', TimeStamp: '1763890000000', CorpId: 'c', DeptId: [7, 8] },
      { deptid: [7, 8], corpid: 'c' },
      1_763_890_000_000,
    ],
    [
      'the start of an approval',
      { EventType: 'bpms_instance_change', eventId: 'e', corpId: 'c', type: 'start', createTime: 1_763_890_000_000 },
      {
        bpmsCallBackData: {
          EventType: 'bpms_instance_change',
          corpId: 'c',
          type: 'start',
          createTime: 1_763_890_000_000,
        },
        corpid: 'c',
      },
      1_763_890_000_000,
    ],
    [
      'the end of an approval, by the time of its push',
      { EventType: 'bpms_task_change', corpId: 'c', type: 'finish', createTime: 1, finishTime: 2 },
      {
        bpmsCallBackData: { EventType: 'bpms_task_change', corpId: 'c', type: 'finish', createTime: 1, finishTime: 2 },
        corpid: 'c',
      },
      NOW - (NOW % 1000),
    ],
    [
      'a role',
      { EventType: 'label_conf_add', eventId: 'e', CorpId: 'c', LabelIdList: [1], TimeStamp: '1763890000000' },
      {
        roleLabelChange: { EventType: 'label_conf_add', CorpId: 'c', LabelIdList: [1], TimeStamp: '1763890000000' },
        corpid: 'c',
      },
      1_763_890_000_000,
    ],
    [
      'anything else, of the application’s organisation when it does not say',
      { EventType: 'check_in', eventId: 'e', StaffId: 's', TimeStamp: 1_763_890_000_000 },
      { callbackData: { EventType: 'check_in', StaffId: 's', TimeStamp: 1_763_890_000_000 }, corpid: APP.corpId },
      1_763_890_000_000,
    ],
  ])('shows %s in its own shape, without an id', (_, event, payload, eventTime) =>
    using(async (bench) => {
      const tag = String(event.EventType);
      await bench.register(tag);
      await fail(bench, event);
      const entry = { [tag]: payload, event_time: eventTime, call_back_tag: tag };
      expect(await read(bench)).toEqual([[entry], false]);
    }),
  );

  it('has the shape of 2016 when told so', () =>
    using(
      async (bench) => {
        await bench.register('user_add_org');
        await fail(bench, user(1));
        const entry = {
          userid: ['u1'],
          corpid: APP.corpId,
          event_time: NOW - (NOW % 1000),
          call_back_tag: 'user_add_org',
        };
        expect(await read(bench)).toEqual([[entry], false]);
      },
      { failedListShape: 'flat' },
    ));

  it('deletes with each call what the call before returned', () =>
    using(async (bench) => {
      await bench.register('user_add_org');
      await fail(bench, user(1), user(2));
      expect(usersOf((await read(bench))[0])).toEqual(['u1', 'u2']);
      await fail(bench, user(3));
      expect(bench.apps()[0]).toMatchObject({ waiting: 1 });
      expect(usersOf((await read(bench))[0])).toEqual(['u3']);
      expect(await read(bench)).toEqual([[], false]);
    }));

  it('deletes a page also when its answer was lost', () =>
    using(async (bench) => {
      await bench.register('user_add_org');
      await fail(bench, user(1));
      const query = await bench.token();
      bench.faults.add({ path: PATH, takesEffect: true, answer: { kind: 'reset' } });
      await expect(bench.get(PATH, query)).rejects.toThrow();
      expect(await read(bench)).toEqual([[], false]);
    }));

  it('keeps what a call that was refused did not return', () =>
    using(async (bench) => {
      await bench.register('user_add_org');
      await fail(bench, user(1));
      bench.faults.add({ path: PATH, answer: { kind: 'code', code: -1 } });
      expect((await bench.get(PATH, await bench.token())).body.errcode).toBe(-1);
      expect((await bench.get(PATH, { access_token: 'old' })).body.errcode).toBe(40014);
      expect((await read(bench))[0]).toHaveLength(1);
    }));

  it('deletes at once what it returns, when told so', () =>
    using(
      async (bench) => {
        await bench.register('user_add_org');
        await fail(bench, user(1));
        expect((await read(bench))[0]).toHaveLength(1);
        await fail(bench, user(2));
        expect(usersOf((await read(bench))[0])).toEqual(['u2']);
      },
      { failedListDeletes: 'when_returned' },
    ));

  it('returns 200 entries a call, and says whether there are more', () =>
    using(
      async (bench) => {
        await bench.register('user_add_org');
        for (let n = 0; n < 401; n++) bench.hub.script.push(500);
        await Promise.all(Array.from({ length: 401 }, (_, n) => bench.push(APP.appKey, user(n))));
        const pages = [await read(bench), await read(bench), await read(bench), await read(bench)];
        expect(pages.map(([items, hasMore]) => [items.length, hasMore])).toEqual([
          [200, true],
          [200, true],
          [1, false],
          [0, false],
        ]);
        expect(new Set(pages.flatMap(([items]) => usersOf(items))).size).toBe(401);
      },
      { retryDelaysMs: [] },
    ));

  it('shows an event minutes after its last retry, when told so', () =>
    using(
      async (bench) => {
        await bench.register('user_add_org');
        await fail(bench, user(1));
        bench.advance(60_000);
        await fail(bench, user(2));
        expect(await read(bench)).toEqual([[], false]);
        bench.advance(100_000);
        expect(usersOf((await read(bench))[0])).toEqual(['u1']);
        bench.advance(100_000);
        expect(usersOf((await read(bench))[0])).toEqual(['u2']);
      },
      { failedListDelayMs: 180_000 },
    ));

  it('is one for each application', () =>
    using(async (bench) => {
      await bench.register('user_add_org');
      await fail(bench, user(1));
      const { body } = await bench.get(PATH, await bench.token(OTHER));
      expect(body.failed_list).toEqual([]);
      expect((await read(bench))[0]).toHaveLength(1);
    }));
});
