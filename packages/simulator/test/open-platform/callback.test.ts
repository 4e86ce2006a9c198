import { AES_KEY, APP, callbackOf, KEYS, OTHER, TOKEN, using } from './harness';
import type { Step } from './receiver';

const REGISTER = '/call_back/register_call_back';
const UPDATE = '/call_back/update_call_back';
const TAGS = ['user_add_org', 'bpms_instance_change'];

describe('register_call_back', () => {
  it('calls the URL with check_url, sealed for the corpId, before it answers', () =>
    using(async ({ hub, post, get, token }) => {
      const query = await token();
      expect((await post(REGISTER, callbackOf(hub.url, TAGS), query)).body).toEqual({ errcode: 0, errmsg: 'ok' });
      expect(hub.received).toEqual([{ event: { EventType: 'check_url' }, keys: KEYS, text: expect.any(String) }]);
      expect((await get('/call_back/get_call_back', query)).body).toEqual({
        errcode: 0,
        errmsg: 'ok',
        call_back_tag: TAGS,
        token: TOKEN,
        aes_key: AES_KEY,
        url: hub.url,
      });
    }));

  it.each<[string, number, object]>([
    ['no tags', 71010, { call_back_tag: [] }],
    ['tags that are no list', 71010, { call_back_tag: 'user_add_org' }],
    ['a tag that is none', 71008, { call_back_tag: ['user_add_org', 'user_wave_org'] }],
    ['a tag of other ways to listen', 71008, { call_back_tag: ['todo_task_create'] }],
    ['a token of 5', 71010, { token: 'x'.repeat(5) }],
    ['a token of 64', 71010, { token: 'x'.repeat(64) }],
    ['an AES key of 42', 71010, { aes_key: 'k'.repeat(42) }],
    ['an AES key with a sign', 71010, { aes_key: `${'k'.repeat(42)}=` }],
    ['no URL', 71010, { url: undefined }],
    ['a URL without scheme', 71011, { url: 'www.dingtalk.com' }],
    ['a URL of another scheme', 71011, { url: 'ftp://127.0.0.1/' }],
  ])('refuses %s with %i, and calls nothing', (_, errcode, change) =>
    using(async ({ hub, post, token }) => {
      const body = { ...callbackOf(hub.url, TAGS), ...change };
      expect((await post(REGISTER, body, await token())).body.errcode).toBe(errcode);
      expect(hub.received).toEqual([]);
    }),
  );

  it('takes tokens of 6 and of 63 and refuses what is no JSON', () =>
    using(async ({ hub, post, get, token }) => {
      const query = await token();
      for (const length of [6, 63]) {
        const body = { ...callbackOf(hub.url, TAGS), token: 'x'.repeat(length) };
        // The hub does not know these tokens: the request came as far as the URL.
        expect((await post(REGISTER, body, query)).body.errcode).toBe(71012);
      }
      for (const body of ['', '[]', '{"', '1']) expect((await post(REGISTER, body, query)).body.errcode).toBe(71010);
      expect((await get(REGISTER, query)).body.errcode).toBe(43002);
    }));

  it.each<[Step, number, string]>([
    ['something else', 71009, '返回文本非success HttpRequest: curl '],
    ['plain', 71009, 'HttpCode:200   HttpReponse:success'],
    [403, 71012, 'url地址访问异常,错误原因为:http statusCode is:403 HttpRequest: curl '],
    ['redirect', 71012, '不允许3xx跳转.http statusCode is:301跳转后地址为:https://elsewhere.example/'],
    ['hang', 71012, 'java.net.SocketTimeoutException: Read timed out'],
  ])('tells what the URL did when it answers %s', (step, errcode, text) =>
    using(async ({ hub, post, get, token }) => {
      hub.script.push(step);
      const query = await token();
      const { body } = await post(REGISTER, callbackOf(hub.url, TAGS), query);
      expect(body).toEqual({ errcode, errmsg: expect.stringContaining(text) });
      const curl = /HttpRequest: curl '(\S+)' -d '(\S+)' -H 'Content-Type:application\/json' {4}HttpCode:/;
      const [, url = '', sent = ''] = curl.exec(String(body.errmsg)) ?? [];
      expect(url).toMatch(
        /^http:\/\/127.0.0.1:\d+\/v1\/dingtalk\?signature=[0-9a-f]{40}&timestamp=\d{13}&nonce=\w{8}$/,
      );
      expect(JSON.parse(sent.replaceAll('\\"', '"'))).toEqual({ encrypt: expect.any(String) });
      expect((await get('/call_back/get_call_back', query)).body.errcode).toBe(71007);
    }),
  );

  it('tells that nobody listens at the URL', () =>
    using(async ({ hub, post, token }) => {
      const body = callbackOf('http://127.0.0.1:1/', TAGS);
      expect((await post(REGISTER, body, await token())).body).toEqual({
        errcode: 71012,
        errmsg: expect.stringMatching(/Connection refused .* HttpCode:null {3}HttpReponse:null$/),
      });
      expect(hub.received).toEqual([]);
    }));
});

describe('one callback for each application', () => {
  it('is registered once, also by two at a time, and updated only when there is one', () =>
    using(async ({ hub, post, token }) => {
      const query = await token();
      const body = callbackOf(hub.url, TAGS);
      expect((await post(UPDATE, body, query)).body).toEqual({ errcode: 71007, errmsg: '回调地址已不存在' });
      const both = await Promise.all([post(REGISTER, body, query), post(REGISTER, body, query)]);
      expect(both.map((reply) => reply.body.errcode).sort()).toEqual([0, 71006]);
      expect((await post(REGISTER, body, query)).body).toEqual({ errcode: 71006, errmsg: '回调地址已经存在' });
      expect((await post(UPDATE, callbackOf(hub.url, ['check_in']), query)).body.errcode).toBe(0);
      expect((await post(REGISTER, callbackOf(hub.url, TAGS), await token(OTHER))).body.errcode).toBe(0);
      expect(hub.received.at(-1)?.keys.ownerKey).toBe(OTHER.corpId);
    }));

  it('stays as it was when an update does not pass', () =>
    using(async ({ hub, post, get, token, register, apps }) => {
      await register('user_add_org');
      hub.script.push(500);
      const query = await token();
      expect((await post(UPDATE, callbackOf(hub.url, ['check_in']), query)).body.errcode).toBe(71012);
      expect((await get('/call_back/get_call_back', query)).body.call_back_tag).toEqual(['user_add_org']);
      expect(apps()[0]).toEqual({
        appKey: APP.appKey,
        corpId: APP.corpId,
        callback: { url: hub.url, tags: ['user_add_org'] },
        waiting: 0,
      });
    }));

  it('is deleted once', () =>
    using(async ({ get, token, register }) => {
      await register('user_add_org');
      const query = await token();
      expect((await get('/call_back/delete_call_back', query)).body).toEqual({ errcode: 0, errmsg: 'ok' });
      expect((await get('/call_back/delete_call_back', query)).body.errcode).toBe(71007);
      expect((await get('/call_back/get_call_back', query)).body.errcode).toBe(71007);
    }));
});
