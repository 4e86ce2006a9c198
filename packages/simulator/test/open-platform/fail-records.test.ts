import type { JsonObject } from '@dinghub/core';
import { type Bench, SUITE_KEY, using } from './harness';

const LIST = '/topapi/callback/failrecord/list';
const CONFIRM = '/topapi/callback/failrecord/confirm';
const SUITE = { client_id: SUITE_KEY, client_secret: 'secret3', grant_type: 'client_credentials' };

async function fail({ hub, suite }: Bench, ...users: readonly string[]): Promise<void> {
  for (const UserId of users) {
    hub.script.push(500, 500, 500);
    await suite(SUITE_KEY)?.push({ EventType: 'user_add_org', eventId: 'e', CorpId: 'dingcustomer', UserId });
  }
}

/** A token of the organisation whose events fail, as query. */
async function customer({ post, suite }: Bench): Promise<{ readonly access_token: string }> {
  await suite(SUITE_KEY)?.orgSuiteAuth('dingcustomer');
  const { body } = await post('/v1.0/oauth2/dingcustomer/token', SUITE);
  return { access_token: String(body.access_token) };
}

async function list(bench: Bench, query: object) {
  const { body } = await bench.post(LIST, { tags: ['user_add_org'], ...query }, await customer(bench));
  return { ...body, ids: (body.failed_list as JsonObject[] | undefined)?.map(({ id }) => id) };
}

describe('failure records of a third-party application', () => {
  it('tell what failed, when, and the event as text', () =>
    using(async (bench) => {
      await fail(bench, 'u1');
      expect(await list(bench, {})).toMatchObject({
        errcode: 0,
        has_more: false,
        failed_list: [
          {
            id: 1,
            call_back_tag: 'user_add_org',
            call_back_data: '{"EventType":"user_add_org","CorpId":"dingcustomer","UserId":"u1"}',
            corpid: 'dingcustomer',
            event_time: 1_763_900_040_000,
          },
        ],
      });
      expect(await list(bench, { tags: ['check_in'] })).toMatchObject({ failed_list: [] });
    }));

  it('come in pages behind the last id, wrapped in req too', () =>
    using(async (bench) => {
      await fail(bench, 'u1', 'u2', 'u3');
      expect(await list(bench, { page_size: 2 })).toMatchObject({ ids: [1, 2], has_more: true });
      expect(await list(bench, { page_size: 2, cursor: 2 })).toMatchObject({ ids: [3], has_more: false });
      const req = { tags: ['user_add_org'], cursor: 1, page_size: 1 };
      expect(await list(bench, { req })).toMatchObject({ ids: [2], has_more: true });
    }));

  it('are asked for by time, in seconds, from the first and before the last', () =>
    using(async (bench) => {
      await fail(bench, 'u1', 'u2');
      const [first, second] = [1_763_900_040, 1_763_900_080];
      expect(await list(bench, { begin_time: first, end_time: second })).toMatchObject({ ids: [1] });
      expect(await list(bench, { begin_time: second, end_time: second + 1 })).toMatchObject({ ids: [2] });
    }));

  it('are confirmed by id or while listing, and stay', () =>
    using(async (bench) => {
      await fail(bench, 'u1', 'u2', 'u3');
      const { body } = await bench.post(CONFIRM, { id_list: [1, 99] }, await customer(bench));
      expect(body).toEqual({ errcode: 0, errmsg: 'ok', confirm_list: [1] });
      expect(await list(bench, { status: 1, page_size: 1, confirm: true })).toMatchObject({ ids: [2], has_more: true });
      expect(await list(bench, { status: 0 })).toMatchObject({ ids: [1, 2] });
      const text = await bench.post(CONFIRM, { id_list: '3' }, await customer(bench));
      expect(text.body.confirm_list).toEqual([3]);
      expect(await list(bench, { status: 1 })).toMatchObject({ ids: [] });
      expect(await list(bench, {})).toMatchObject({ ids: [1, 2, 3] });
    }));

  it('wait until they are confirmed, as the status of the application says', () =>
    using(async (bench) => {
      const waiting = () => bench.apps().find(({ appKey }) => appKey === SUITE_KEY)?.waiting;
      expect(waiting()).toBe(0);
      await fail(bench, 'u1', 'u2');
      await list(bench, {});
      expect(waiting()).toBe(2);
      await bench.post(CONFIRM, { id_list: [1] }, await customer(bench));
      expect(waiting()).toBe(1);
    }));

  it('are gone after seven days', () =>
    using(async (bench) => {
      await fail(bench, 'u1');
      bench.advance(7 * 86_400_000 - 1);
      expect(await list(bench, {})).toMatchObject({ ids: [1] });
      bench.advance(1);
      expect(await list(bench, {})).toMatchObject({ ids: [] });
      expect((await bench.post(CONFIRM, { id_list: [1] }, await customer(bench))).body.confirm_list).toEqual([]);
    }));

  it.each([
    [LIST, { tags: undefined }],
    [LIST, { tags: [] }],
    [LIST, { tags: [1] }],
    [LIST, { page_size: 101 }],
    [LIST, { page_size: 0 }],
    [LIST, { cursor: '1' }],
    [LIST, { confirm: 'true' }],
    [CONFIRM, { id_list: [] }],
    [CONFIRM, { id_list: Array(101).fill(1) }],
    [CONFIRM, { id_list: 'a' }],
  ])('are not found by %s with %j', (path, change) =>
    using(async (bench) => {
      const { body } = await bench.post(path, { tags: ['user_add_org'], ...change }, await customer(bench));
      expect(body).toEqual({ errcode: 40035, errmsg: '不合法的参数' });
    }),
  );
});
