import type { JsonObject } from '@dinghub/core';
import { APP, type Bench, NOW, SUITE_KEY, using } from './harness';

const consoleOf = ({ suite }: Bench) => {
  const found = suite(SUITE_KEY);
  if (!found) throw new Error('no suite');
  return found;
};
const rowsOf = (event: JsonObject | undefined) =>
  ((event?.bizData ?? []) as readonly JsonObject[]).map((row) => ({
    ...row,
    biz_data: JSON.parse(String(row.biz_data)),
  }));

describe('a third-party application', () => {
  it('is checked with Random, for the stand-in key before it exists and for its own after', () =>
    using(async (bench) => {
      const suite = consoleOf(bench);
      expect(await suite.checkCreateUrl()).toMatchObject({ kind: 'delivered', attempts: 1 });
      expect(await suite.checkUpdateUrl()).toMatchObject({ kind: 'delivered', attempts: 1 });
      expect(bench.hub.received.map(({ event, keys }) => [event, keys.ownerKey])).toEqual([
        [
          {
            EventType: 'check_create_suite_url',
            Random: expect.stringMatching(/^\w{8}$/),
            TestSuiteKey: 'suite4xxxxxxxxxxxxxxx',
          },
          'suite4xxxxxxxxxxxxxxx',
        ],
        [
          { EventType: 'check_update_suite_url', Random: expect.stringMatching(/^\w{8}$/), TestSuiteKey: SUITE_KEY },
          SUITE_KEY,
        ],
      ]);
      bench.hub.script.push('random');
      expect(await suite.checkCreateUrl()).toMatchObject({ kind: 'failed', attempts: 1, reason: 'not_success' });
    }));

  it('has to answer Random where old pages are right', () =>
    using(
      async (bench) => {
        bench.hub.script.push('random', 'success');
        expect(await consoleOf(bench).checkUpdateUrl()).toMatchObject({ kind: 'delivered' });
        expect(await consoleOf(bench).checkUpdateUrl()).toMatchObject({ kind: 'failed', reason: 'not_success' });
      },
      { checkReply: 'random' },
    ));

  it('gets its ticket and temporary codes as events for the suiteKey', () =>
    using(async (bench) => {
      await consoleOf(bench).suiteTicket();
      await consoleOf(bench).tmpAuthCode('dingcustomer');
      const common = { SuiteKey: SUITE_KEY, TimeStamp: String(NOW) };
      expect(bench.hub.received.map(({ event }) => event)).toEqual([
        { EventType: 'suite_ticket', ...common, SuiteTicket: expect.any(String) },
        { EventType: 'tmp_auth_code', ...common, AuthCode: expect.any(String), AuthCorpId: 'dingcustomer' },
      ]);
      expect(new Set(bench.hub.received.map(({ keys }) => keys.ownerKey))).toEqual(new Set([SUITE_KEY]));
    }));

  it('gets tickets and authorisations as rows of high priority', () =>
    using(async (bench) => {
      const suite = consoleOf(bench);
      await suite.suiteTicket('row');
      await suite.orgSuiteAuth('dingcustomer');
      bench.advance(5);
      await suite.orgSuiteRelieve('dingcustomer');
      const events = bench.hub.received.map(({ event }) => event);
      expect(events.map(({ EventType }) => EventType)).toEqual(Array(3).fill('SYNC_HTTP_PUSH_HIGH'));
      const row = { open_cursor: 0, subscribe_id: '2530_0', status: 0, gmt_create: NOW, gmt_modified: NOW };
      expect(rowsOf(events[0])).toEqual([
        {
          ...row,
          id: 1,
          biz_type: 2,
          biz_id: '2530',
          corp_id: 'dingisv',
          biz_data: { syncAction: 'suite_ticket', suiteTicket: expect.any(String) },
        },
      ]);
      const authorised = { ...row, id: 2, biz_type: 4, biz_id: 'dingcustomer', corp_id: 'dingcustomer' };
      expect(rowsOf(events[1])).toMatchObject([{ ...authorised, biz_data: { syncAction: 'org_suite_auth' } }]);
      // The newer state takes the place of the older one.
      expect(rowsOf(events[2])).toMatchObject([
        { ...authorised, gmt_modified: NOW + 5, biz_data: { syncAction: 'org_suite_relieve' } },
      ]);
    }));

  it('gets all else as rows of medium priority, retried, and kept when that fails', () =>
    using(async (bench) => {
      const data = { syncAction: 'user_modify_org', userid: 'u1' };
      const rows = [
        { bizType: 13, bizId: 'u1', corpId: 'dingcustomer', data },
        { bizType: 14, bizId: '7', corpId: 'dingcustomer', data: { syncAction: 'org_dept_remove' } },
      ];
      bench.hub.script.push(500, 500, 500);
      expect(await consoleOf(bench).sync('MEDIUM', rows)).toMatchObject({ kind: 'failed', attempts: 3 });
      expect(bench.waits).toEqual([10_000, 30_000]);
      expect(new Set(bench.hub.received.map(({ text }) => text)).size).toBe(1);
      const event = bench.hub.received[0]?.event;
      expect(event?.EventType).toBe('SYNC_HTTP_PUSH_MEDIUM');
      expect(rowsOf(event)).toMatchObject([
        { biz_type: 13, biz_id: 'u1', biz_data: data },
        { biz_type: 14, biz_id: '7', biz_data: { syncAction: 'org_dept_remove' } },
      ]);
      expect(bench.failures(SUITE_KEY)).toMatchObject([{ origin: 'suite', tag: 'SYNC_HTTP_PUSH_MEDIUM' }]);
      const query = await bench.token({ appKey: SUITE_KEY, appSecret: 'secret3' });
      expect((await bench.get('/call_back/get_call_back_failed_result', query)).body.failed_list).toEqual([]);
    }));

  it('waits less for SyncHTTP than for events', () =>
    using(
      async (bench) => {
        bench.hub.script.push('hang');
        const startedAt = Date.now();
        const result = await consoleOf(bench).sync('HIGH', []);
        expect(result).toMatchObject({ kind: 'failed', reason: 'timeout' });
        expect(Date.now() - startedAt).toBeLessThan(2400);
      },
      { deadlineMs: 2500, retryDelaysMs: [] },
    ));

  it('is not what an internal application is', () =>
    using(async ({ suite }) => {
      expect(suite(APP.appKey)).toBeUndefined();
    }));
});
