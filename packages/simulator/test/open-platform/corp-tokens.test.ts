import type { JsonObject } from '@dinghub/core';
import { APP, type Bench, SUITE_KEY, using } from './harness';

const PATH = '/v1.0/oauth2/corpAccessToken';
const LIST = '/topapi/callback/failrecord/list';
const credentials = { suiteKey: SUITE_KEY, suiteSecret: 'secret3' };

const suiteOf = ({ suite }: Bench) => {
  const found = suite(SUITE_KEY);
  if (!found) throw new Error('no suite');
  return found;
};

/** Gives the suite a ticket, and tells which: as event or as row. */
async function ticket(bench: Bench, as: 'event' | 'row' = 'event'): Promise<string> {
  await suiteOf(bench).suiteTicket(as);
  const { SuiteTicket, bizData } = bench.hub.received.at(-1)?.event ?? {};
  if (as === 'event') return String(SuiteTicket);
  const [row] = bizData as readonly JsonObject[];
  return String((JSON.parse(String(row?.biz_data)) as JsonObject).suiteTicket);
}

const ask = ({ post }: Bench, authCorpId: unknown, suiteTicket: unknown, change = {}) =>
  post(PATH, { ...credentials, authCorpId, suiteTicket, ...change });

const unified = ({ post }: Bench, corpId: string) =>
  post(`/v1.0/oauth2/${corpId}/token`, {
    client_id: SUITE_KEY,
    client_secret: 'secret3',
    grant_type: 'client_credentials',
  });

const refusal = (code: string) => ({
  status: 400,
  body: { code, message: expect.any(String), requestid: expect.any(String) },
});

describe('tokens of a third-party application', () => {
  it('are given for each organisation that authorised it, each another, the same from both APIs', () =>
    using(async (bench) => {
      const suiteTicket = await ticket(bench);
      await suiteOf(bench).orgSuiteAuth('dingcustomer');
      await suiteOf(bench).tmpAuthCode('dingother');
      const tokens: unknown[] = [];
      for (const corpId of ['dingcustomer', 'dingother', 'dingisv']) {
        const { status, body } = await ask(bench, corpId, suiteTicket);
        expect({ status, body }).toEqual({ status: 200, body: { accessToken: expect.any(String), expireIn: 7200 } });
        expect((await unified(bench, corpId)).body).toEqual({ access_token: body.accessToken, expires_in: 7200 });
        tokens.push(body.accessToken);
      }
      expect(new Set(tokens).size).toBe(3);
      expect(await bench.token({ appKey: SUITE_KEY, appSecret: 'secret3' })).toEqual({ access_token: tokens[2] });
    }));

  it('are not given for wrong credentials, nor for those of an internal application', () =>
    using(async (bench) => {
      const suiteTicket = await ticket(bench);
      for (const change of [
        { suiteSecret: 'wrong' },
        { suiteSecret: undefined },
        { suiteKey: 'unknown' },
        { suiteKey: 1 },
        { suiteKey: APP.appKey, suiteSecret: APP.appSecret },
      ])
        expect(await ask(bench, 'dingisv', suiteTicket, change)).toMatchObject(refusal('invalidClientIdOrSecret'));
      expect(await bench.post(PATH, 'no json')).toMatchObject(refusal('invalidClientIdOrSecret'));
      expect((await bench.get(PATH)).status).toBe(405);
    }));

  it('are given for the newest ticket and the one before, as event or as row, and for no other', () =>
    using(async (bench) => {
      for (const none of ['', undefined, null, 'invented'])
        expect(await ask(bench, 'dingisv', none)).toMatchObject(refusal('invalidSuiteTicket'));
      const first = await ticket(bench);
      expect((await ask(bench, 'dingisv', first)).status).toBe(200);
      const second = await ticket(bench, 'row');
      for (const one of [first, second]) expect((await ask(bench, 'dingisv', one)).status).toBe(200);
      // One that the hub never took is one that was given all the same.
      bench.hub.script.push(500, 500, 500);
      const third = await ticket(bench);
      for (const one of [second, third]) expect((await ask(bench, 'dingisv', one)).status).toBe(200);
      expect(await ask(bench, 'dingisv', first)).toMatchObject(refusal('invalidSuiteTicket'));
    }));

  it('are not given for organisations that have not authorised it, or no longer; those that were given end', () =>
    using(async (bench) => {
      const suiteTicket = await ticket(bench);
      const refused = async (corpId: unknown) => {
        expect(await ask(bench, corpId, suiteTicket)).toMatchObject(refusal('invalidAuthCorpId'));
        expect(await unified(bench, String(corpId))).toMatchObject(refusal('invalid.client'));
      };
      for (const corpId of ['dingcustomer', APP.corpId, undefined, 1]) await refused(corpId);
      await suiteOf(bench).orgSuiteAuth('dingcustomer');
      const access_token = String((await ask(bench, 'dingcustomer', suiteTicket)).body.accessToken);
      const list = async () => (await bench.post(LIST, { tags: ['x'] }, { access_token })).body;
      expect(await list()).toMatchObject({ errcode: 0 });
      await suiteOf(bench).orgSuiteRelieve('dingcustomer');
      await refused('dingcustomer');
      expect(bench.apps()[2]).toMatchObject({ appKey: SUITE_KEY, organisations: ['dingisv'] });
      expect(await list()).toMatchObject({ errcode: 88, sub_code: '40014' });
      const data = { syncAction: 'org_suite_auth' };
      await suiteOf(bench).sync('HIGH', [{ bizType: 4, bizId: 'dingcustomer', corpId: 'dingcustomer', data }]);
      expect(await list()).toMatchObject({ errcode: 0 });
    }));

  it('expire after two hours and count against the limit of calls', () =>
    using(async (bench) => {
      const suiteTicket = await ticket(bench);
      const fetched = async () => (await ask(bench, 'dingisv', suiteTicket)).body.accessToken;
      const first = await fetched();
      bench.advance(7_199_999);
      expect(await fetched()).toBe(first);
      bench.advance(7_200_000);
      expect(await fetched()).not.toBe(first);
      for (let n = 0; n < 19; n++) await fetched();
      expect(await ask(bench, 'dingisv', suiteTicket)).toMatchObject({
        status: 403,
        body: { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' },
      });
    }));

  it('open the failure records of their organisation alone; of mixed rows, those of the application’s own', () =>
    using(async (bench) => {
      const suite = suiteOf(bench);
      const suiteTicket = await ticket(bench);
      for (const corpId of ['dingone', 'dingtwo']) await suite.orgSuiteAuth(corpId);
      const row = (corpId: string) => ({ bizType: 13, bizId: 'u', corpId, data: { syncAction: 'user_add_org' } });
      for (const send of [
        () => suite.push({ EventType: 'user_add_org', CorpId: 'dingone' }),
        () => suite.push({ EventType: 'user_add_org', CorpId: 'dingtwo' }),
        () => suite.sync('MEDIUM', [row('dingone'), row('dingone')]),
        () => suite.sync('MEDIUM', [row('dingone'), row('dingtwo')]),
        () => suite.sync('MEDIUM', []),
        () => suite.push({ EventType: 'user_add_org' }),
      ]) {
        bench.hub.script.push(500, 500, 500);
        await send();
      }
      const tags = ['user_add_org', 'SYNC_HTTP_PUSH_MEDIUM'];
      const open = async (corpId: string, path = LIST, body: object = { tags }) => {
        const { accessToken } = (await ask(bench, corpId, suiteTicket)).body;
        return (await bench.post(path, body, { access_token: String(accessToken) })).body;
      };
      const ids = async (corpId: string) =>
        ((await open(corpId)).failed_list as readonly JsonObject[]).map(({ id, corpid }) => [id, corpid]);
      expect(await ids('dingone')).toEqual([1, 3].map((id) => [id, 'dingone']));
      expect(await ids('dingtwo')).toEqual([[2, 'dingtwo']]);
      expect(await ids('dingisv')).toEqual([4, 5, 6].map((id) => [id, 'dingisv']));
      const confirm = '/topapi/callback/failrecord/confirm';
      expect(await open('dingtwo', confirm, { id_list: [1, 2, 4] })).toMatchObject({ confirm_list: [2] });
      expect(await open('dingone', LIST, { tags, status: 0 })).toMatchObject({ failed_list: [] });
    }));
});
