import { APP, OTHER, using } from './harness';

const NEW = '/v1.0/oauth2/accessToken';
const credentials = { client_id: APP.appKey, client_secret: APP.appSecret, grant_type: 'client_credentials' };

describe('access tokens', () => {
  it('of an internal application are the same from all three APIs, and another for another application', () =>
    using(async ({ get, post }) => {
      const old = await get('/gettoken', { appkey: APP.appKey, appsecret: APP.appSecret });
      expect(old.body).toEqual({ errcode: 0, errmsg: 'ok', access_token: expect.any(String), expires_in: 7200 });
      const { access_token: token } = old.body;
      const now = await post(NEW, { appKey: APP.appKey, appSecret: APP.appSecret });
      expect(now).toMatchObject({ status: 200, body: { accessToken: token, expireIn: 7200 } });
      const corp = await post(`/v1.0/oauth2/${APP.corpId}/token`, credentials);
      expect(corp).toMatchObject({ status: 200, body: { access_token: token, expires_in: 7200 } });
      const other = await get('/gettoken', { appkey: OTHER.appKey, appsecret: OTHER.appSecret });
      expect(other.body.access_token).not.toBe(token);
    }));

  it('expire after two hours, and live two hours longer when fetched again', () =>
    using(async ({ get, token, advance }) => {
      const first = await token();
      const code = async () => (await get('/call_back/get_call_back', first)).body.errcode;
      advance(7_199_999);
      expect(await code()).toBe(71007);
      expect(await token()).toEqual(first);
      advance(7_199_999);
      expect(await code()).toBe(71007);
      advance(1);
      expect(await code()).toBe(42001);
      expect(await token()).not.toEqual(first);
      expect(await code()).toBe(42001);
    }));

  it('are refused where they are not known, bare before call_back and wrapped before topapi', () =>
    using(async ({ get, post, token, advance }) => {
      const bad = { access_token: 'invented' };
      expect((await get('/call_back/get_call_back', bad)).body).toEqual({
        errcode: 40014,
        errmsg: '不合法的access_token',
      });
      expect((await get('/call_back/delete_call_back')).body.errcode).toBe(40014);
      const list = '/topapi/callback/failrecord/list';
      expect((await post(list, {}, bad)).body).toMatchObject({ errcode: 88, sub_code: '40014' });
      const old = await token();
      advance(7_200_000);
      expect((await post(list, {}, old)).body).toMatchObject({ errcode: 88, sub_code: '42001' });
    }));

  it('are not given for wrong credentials', () =>
    using(async ({ get, post }) => {
      const code = async (query: Record<string, string>) => (await get('/gettoken', query)).body.errcode;
      expect(await code({ appkey: APP.appKey, appsecret: 'wrong' })).toBe(40089);
      expect(await code({ appkey: 'unknown', appsecret: APP.appSecret })).toBe(40096);
      expect(await code({})).toBe(40035);
      expect(await post(NEW, { appKey: APP.appKey, appSecret: 'wrong' })).toMatchObject({
        status: 400,
        body: {
          code: 'invalidClientIdOrSecret',
          message: '无效的clientId或者clientSecret',
          requestid: expect.any(String),
        },
      });
      const corpToken = (corpId: string, change = {}) =>
        post(`/v1.0/oauth2/${corpId}/token`, { ...credentials, ...change });
      expect(await corpToken(APP.corpId, { client_secret: 'wrong' })).toMatchObject({
        body: { code: 'invalid.client' },
      });
      expect(await corpToken(OTHER.corpId)).toMatchObject({ status: 400, body: { code: 'invalid.client' } });
      expect(await corpToken(APP.corpId, { grant_type: 'x' })).toMatchObject({
        body: { code: 'unsupported.grant.type' },
      });
    }));

  it('want the right method and path', () =>
    using(async ({ get, post }) => {
      expect((await post('/gettoken', {})).body.errcode).toBe(43001);
      expect((await get(NEW)).status).toBe(405);
      expect((await get('/no/such/api')).body).toEqual({ errcode: 404, errmsg: '请求的URI地址不存在' });
      expect((await get('/v1.0/no/such')).status).toBe(404);
      expect((await get('/constructor')).body.errcode).toBe(404);
    }));
});
