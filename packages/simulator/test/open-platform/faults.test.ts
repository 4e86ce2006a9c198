import { APP, type Bench, callbackOf, using } from './harness';

const PATH = '/call_back/get_call_back';
const call = async ({ get, token }: Bench) => get(PATH, await token());

describe('faults on demand', () => {
  it('answer the next calls of a path with a code, and no others', () =>
    using(async (bench) => {
      bench.faults.add({ path: PATH, times: 2, answer: { kind: 'code', code: 90018 } });
      expect((await call(bench)).body.errcode).toBe(90018);
      expect(bench.faults.list()).toMatchObject([{ path: PATH, times: 1 }]);
      expect((await call(bench)).body.errcode).toBe(90018);
      expect((await call(bench)).body.errcode).toBe(71007);
      expect(bench.calls().filter(({ path }) => path === PATH)).toMatchObject([
        { method: 'GET', result: 90018 },
        { method: 'GET', result: 90018 },
        { method: 'GET', result: 71007 },
      ]);
    }));

  it('answer with a code that is wrapped, of the new API, busy, or with other words', () =>
    using(async ({ get, post, faults }) => {
      faults.add({ path: '*', answer: { kind: 'code', code: 88, subCode: '60011' } });
      expect((await get(PATH)).body).toMatchObject({
        errcode: 88,
        sub_code: '60011',
        sub_msg: '没有调用该接口的权限',
        errmsg: 'ding talk error[subcode=60011,submsg=没有调用该接口的权限]',
      });
      faults.add({ path: '*', answer: { kind: 'code', code: -1 } });
      expect((await get(PATH)).body).toEqual({ errcode: -1, errmsg: '系统繁忙' });
      faults.add({ path: '*', answer: { kind: 'code', code: 71013, message: 'no' } });
      expect((await get(PATH)).body).toEqual({ errcode: 71013, errmsg: 'no' });
      faults.add({ path: '*', answer: { kind: 'code', code: 'Forbidden.AccessDenied.QpsLimitForApi' } });
      expect(await post('/v1.0/oauth2/accessToken', {})).toMatchObject({
        status: 403,
        body: { code: 'Forbidden.AccessDenied.QpsLimitForApi' },
      });
    }));

  it('answer with a page, or the body of a ban', () =>
    using(async ({ get, faults }) => {
      faults.add({ path: PATH, answer: { kind: 'html' } });
      expect(await get(PATH)).toMatchObject({
        status: 502,
        type: 'text/html;charset=UTF-8',
        body: { text: expect.stringMatching(/^<html>/) },
      });
      faults.add({ path: PATH, answer: { kind: 'html', status: 200 } });
      expect(await get(PATH)).toMatchObject({ status: 200, body: { text: expect.stringMatching(/^<html>/) } });
      faults.add({ path: PATH, answer: { kind: 'ban' } });
      expect((await get(PATH)).body).toMatchObject({ status: 1111, wait: 5, source: 'x5', punish: 'deny' });
    }));

  it('reset the connection, or leave it open without an answer', () =>
    using(async ({ get, url, faults, calls }) => {
      faults.add({ path: PATH, answer: { kind: 'reset' } });
      await expect(get(PATH)).rejects.toThrow();
      faults.add({ path: PATH, answer: { kind: 'hang' } });
      await expect(fetch(url + PATH, { signal: AbortSignal.timeout(500) })).rejects.toThrow('timeout');
      expect(calls().map(({ result }) => result)).toEqual(['reset', 'hang']);
    }));

  it('let the call take effect when only its answer is to be lost', () =>
    using(async ({ hub, post, token, faults, apps }) => {
      const query = await token();
      const register = () => post('/call_back/register_call_back', callbackOf(hub.url, ['check_in']), query);
      faults.add({ path: '/call_back/register_call_back', takesEffect: true, answer: { kind: 'html' } });
      expect((await register()).status).toBe(502);
      expect(apps()[0]).toMatchObject({ appKey: APP.appKey, callback: { tags: ['check_in'] } });
      expect((await register()).body.errcode).toBe(71006);
    }));

  it('are forgotten when cleared', () =>
    using(async (bench) => {
      bench.faults.add({ path: '*', times: 9, answer: { kind: 'reset' } });
      bench.faults.clear();
      expect((await call(bench)).body.errcode).toBe(71007);
    }));
});
