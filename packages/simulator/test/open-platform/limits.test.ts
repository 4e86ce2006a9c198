import { APP, OTHER, using } from './harness';

const PATH = '/call_back/get_call_back';

describe('limits', () => {
  it('let each application call each API 20 times a second', () =>
    using(async ({ get, post, token, advance }) => {
      const [query, other] = [await token(), await token(OTHER)];
      const codes = async (times: number) => {
        const replies = await Promise.all(Array.from({ length: times }, () => get(PATH, query)));
        return replies.map(({ body }) => body.errcode).sort();
      };
      expect(await codes(22)).toEqual([...Array(20).fill(71007), 90018, 90018].sort());
      expect((await get(PATH, other)).body.errcode).toBe(71007);
      expect((await get('/call_back/delete_call_back', query)).body.errcode).toBe(71007);
      advance(1000);
      expect(await codes(1)).toEqual([71007]);
      const body = { appKey: APP.appKey, appSecret: APP.appSecret };
      for (let n = 0; n < 20; n++) await post('/v1.0/oauth2/accessToken', body);
      expect(await post('/v1.0/oauth2/accessToken', body)).toMatchObject({
        status: 403,
        body: { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' },
      });
    }));

  it('ban an address that calls too often, for a while, whatever it calls', () =>
    using(
      async ({ get, token, advance, url }) => {
        const query = await token();
        for (let n = 0; n < 2; n++) expect((await get(PATH, query)).body.errcode).toBe(71007);
        const banned = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: expect.any(String) };
        expect(await get(PATH, query)).toMatchObject({ status: 200, type: 'text/html;charset=UTF-8', body: banned });
        advance(299_999);
        expect((await get('/gettoken')).body).toEqual(banned);
        expect((await fetch(`${url}/_simulator/apps`)).status).toBe(200);
        advance(1);
        expect((await get(PATH, query)).body.errcode).toBe(71007);
      },
      { ipLimit: { requests: 3, windowMs: 20_000, banMs: 300_000 } },
    ));

  it('count anew in each window', () =>
    using(
      async ({ get, advance }) => {
        for (let n = 0; n < 6; n++) {
          expect((await get('/x')).body.errcode).toBe(404);
          advance(7_000);
        }
      },
      { ipLimit: { requests: 3, windowMs: 20_000, banMs: 300_000 } },
    ));
});
