import { request } from 'node:http';
import { APP, SUITE_KEY, using } from './harness';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Sends with headers that fetch would not let us set. */
function send(url: string, method: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', reject).end(body);
  });
}

describe('commands for scripts', () => {
  it('push an event, a sample where only the type is given, and tell what failed', () =>
    using(async ({ hub, get, post, register }) => {
      await register('user_add_org');
      const push = (event: unknown, app = APP.appKey) => post('/_simulator/push', { app, event });
      expect((await push({ EventType: 'user_add_org', UserId: ['u1'] })).body).toMatchObject({ kind: 'delivered' });
      hub.script.push(500, 500, 500);
      expect((await push({ EventType: 'user_add_org' })).body).toMatchObject({ kind: 'failed', status: 500 });
      expect(hub.received[1]?.event).toMatchObject({ EventType: 'user_add_org', CorpId: APP.corpId });
      expect((await push({ EventType: 'check_in' })).body).toEqual({ kind: 'not_subscribed' });
      expect((await get('/_simulator/failed', { app: APP.appKey })).body.items).toMatchObject([
        { tag: 'user_add_org' },
      ]);
      expect((await get('/_simulator/apps')).body.items).toMatchObject([{ appKey: APP.appKey, waiting: 1 }, {}, {}]);
      expect(JSON.stringify((await get('/_simulator/apps')).body)).not.toMatch(/token-123|kkkk|secret/);
      expect((await push({ EventType: 'check_in' }, 'nobody')).status).toBe(404);
      for (const event of [undefined, 'x', [], { EventType: 1 }]) expect((await push(event)).status).toBe(400);
      expect((await get('/_simulator/failed', { app: 'nobody' })).status).toBe(404);
    }));

  it('set, show and clear faults', () =>
    using(async ({ get, post, url }) => {
      const fault = { path: '/gettoken', times: 2, answer: { kind: 'code', code: 90018 } };
      expect((await post('/_simulator/faults', fault)).body.items).toMatchObject([fault]);
      expect((await get('/gettoken')).body.errcode).toBe(90018);
      expect((await get('/_simulator/faults')).body.items).toMatchObject([{ times: 1 }]);
      expect((await get('/_simulator/calls')).body.items).toMatchObject([{ path: '/gettoken', result: 90018 }]);
      expect(await send(`${url}/_simulator/faults`, 'DELETE', '', {})).toBe(200);
      expect((await get('/gettoken')).body.errcode).toBe(40035);
      for (const bad of [
        {},
        { ...fault, path: 'gettoken' },
        { ...fault, times: 0 },
        { ...fault, takesEffect: 1 },
        { ...fault, answer: { kind: 'x' } },
        { ...fault, answer: { kind: 'code' } },
        { ...fault, answer: { kind: 'html', status: 1000 } },
      ])
        expect((await post('/_simulator/faults', bad)).status).toBe(400);
    }));

  it('send what third-party applications get', () =>
    using(async ({ hub, post }) => {
      const run = (command: object) => post('/_simulator/suite', { app: SUITE_KEY, ...command });
      const row = { bizType: 13, bizId: 'u', corpId: 'c', data: { syncAction: 'user_add_org' } };
      for (const command of [
        { action: 'check_create_suite_url' },
        { action: 'check_update_suite_url' },
        { action: 'suite_ticket' },
        { action: 'suite_ticket', as: 'row' },
        { action: 'tmp_auth_code', corpId: 'c' },
        { action: 'org_suite_auth', corpId: 'c' },
        { action: 'org_suite_relieve', corpId: 'c' },
        { action: 'sync', rows: [row] },
      ])
        expect((await run(command)).body).toMatchObject({ kind: 'delivered' });
      expect(hub.received).toHaveLength(8);
      for (const command of [
        {},
        { action: 'tmp_auth_code' },
        { action: 'suite_ticket', as: 'x' },
        { action: 'sync', rows: [] },
        { action: 'sync', rows: [{ ...row, data: 1 }] },
        { action: 'sync', rows: [row], priority: 'LOW' },
      ])
        expect((await run(command)).status).toBe(400);
      expect((await post('/_simulator/suite', { app: APP.appKey, action: 'suite_ticket' })).status).toBe(404);
    }));

  it.each<[string, number, Readonly<Record<string, string>>]>([
    ['a form of a web page', 415, { 'content-type': 'text/plain' }],
    ['no content type', 415, {}],
    ['the origin of a web page', 403, { ...JSON_TYPE, origin: 'https://evil.example' }],
    ['an opaque origin', 403, { ...JSON_TYPE, origin: 'null' }],
    ['a domain that was made to point here', 403, { ...JSON_TYPE, host: 'evil.example' }],
  ])('are refused for %s with %i', (_, status, headers) =>
    using(async ({ hub, url, register, faults }) => {
      await register('check_in');
      const event = JSON.stringify({ app: APP.appKey, event: { EventType: 'check_in' } });
      expect(await send(`${url}/_simulator/push`, 'POST', event, headers)).toBe(status);
      faults.add({ path: '*', answer: { kind: 'reset' } });
      if (status === 403) {
        expect(await send(`${url}/_simulator/faults`, 'DELETE', '', headers)).toBe(403);
        expect(await send(`${url}/_simulator/apps`, 'GET', '', headers)).toBe(403);
      }
      expect([hub.received.length, faults.list().length]).toEqual([0, 1]);
    }),
  );

  it('come from curl and from a page of this very server too', () =>
    using(async ({ url }) => {
      for (const headers of [{}, { origin: url }, { host: new URL(url).host.replace('127.0.0.1', 'localhost') }])
        expect(await send(`${url}/_simulator/apps`, 'GET', '', headers)).toBe(200);
    }));

  it('are refused when they are unknown, no JSON, too deep or too large, and the server lives on', () =>
    using(async ({ get, post }) => {
      expect((await get('/_simulator/')).status).toBe(404);
      expect((await get('/_simulator/push')).status).toBe(404);
      expect((await post('/_simulator/apps', {})).status).toBe(404);
      expect((await post('/_simulator/push', '{"')).status).toBe(400);
      expect((await post('/_simulator/push', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).status).toBe(400);
      expect((await post('/_simulator/push', 'x'.repeat(2 * 1024 * 1024))).status).toBe(413);
      expect((await get('/_simulator/apps')).status).toBe(200);
    }));
});

describe('calls of DingTalk’s own APIs', () => {
  const calls = (url: string): readonly (readonly [method: string, url: string, body: string])[] => [
    ['GET', `${url}/gettoken?appkey=${APP.appKey}&appsecret=${APP.appSecret}`, ''],
    ['POST', `${url}/v1.0/oauth2/accessToken`, JSON.stringify({ appKey: APP.appKey, appSecret: APP.appSecret })],
    ['GET', `${url}/call_back/get_call_back`, ''],
    ['GET', `${url}/no/such/api`, ''],
  ];

  it.each<[string, Readonly<Record<string, string>>]>([
    ['the origin of a web page', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another server of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a domain that was made to point here', { host: 'evil.example:8789' }],
    [
      'a domain that was made to point here, for the page of that domain',
      { host: 'evil.example', origin: 'http://evil.example' },
    ],
  ])('are refused for %s, whatever they ask', (_, headers) =>
    using(async ({ url, calls: made }) => {
      for (const [method, address, body] of calls(url))
        expect(await send(address, method, body, { ...JSON_TYPE, ...headers })).toBe(403);
      expect(made()).toEqual([]);
    }),
  );

  it('are answered for programs, by the number and by the name of this machine', () =>
    using(async ({ url, get }) => {
      expect((await get('/gettoken', { appkey: APP.appKey, appsecret: APP.appSecret })).body.errcode).toBe(0);
      const [, port] = new URL(url).host.split(':');
      for (const headers of [{}, { host: `localhost:${port}` }, { host: 'LOCALHOST' }])
        expect(await send(calls(url)[0]?.[1] ?? '', 'GET', '', headers)).toBe(200);
    }));
});
