import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as NetServer } from 'node:net';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { createIdentity } from '../../../egress/test/certificate';
import { createSend } from '../../src/api/exchange';
import { createHubClient } from '../../src/api/hub-client';
import type { HubTarget } from '../../src/api/target';
import type { Language } from '../../src/language';
import { dinghub } from '../command';

const target: Omit<HubTarget, 'endpoint'> = {
  token: 'sesame-of-ours',
  tokenFrom: '--token',
  isNamed: true,
  isFolders: false,
};

const KEYS = {
  DINGTALK_TOKEN: 'tokenoftheapp123',
  DINGTALK_AES_KEY: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ',
  DINGTALK_OWNER_KEY: 'dingowner',
};

describe('a client of the admin API', () => {
  const servers: NetServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      (server as Partial<Server>).closeAllConnections?.();
      server.close();
    }
  });

  async function listen(server: NetServer): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createServer(listener))}`;
  const clientOf = (endpoint: string, more: Partial<HubTarget> = {}, language: Language = 'en', timeoutMs = 5000) =>
    createHubClient({
      target: { ...target, endpoint, ...more },
      send: createSend({ timeoutMs, maxBytes: 1000 }),
      clock: Date.now,
      language,
    });
  const refusing = (status: number, error: object) =>
    serve(
      (_, response) => void response.writeHead(status).end(JSON.stringify({ error: { requestId: 'r', ...error } })),
    );

  it('sends the token, a query without what is undefined, and a body, and gives the answer', async () => {
    const seen: unknown[] = [];
    const endpoint = await serve(async (request, response) => {
      const body = await text(request);
      seen.push([request.method, request.url, request.headers.authorization, request.headers['content-type'], body]);
      response.end('{"a":1}');
    });
    const { call } = clientOf(`${endpoint}/dev`);
    expect(await call('GET', '/v1/x', { query: { a: '请 &', b: undefined, c: 2 } })).toEqual({ a: 1 });
    expect(await call('POST', '/v1/x', { body: { t: '请' } })).toEqual({ a: 1 });
    const bearer = 'Bearer sesame-of-ours';
    expect(seen).toEqual([
      ['GET', '/dev/v1/x?a=%E8%AF%B7%20%26&c=2', bearer, undefined, ''],
      ['POST', '/dev/v1/x', bearer, 'application/json', '{"t":"请"}'],
    ]);
  });

  it('sends an id of two dots as it is', async () => {
    const endpoint = await serve((request, response) => void response.end(JSON.stringify({ url: request.url })));
    expect(await clientOf(endpoint).call('GET', '/v1/events/..')).toEqual({ url: '/v1/events/..' });
  });

  it('takes an answer without a body for done', async () => {
    const endpoint = await serve((_, response) => void response.writeHead(204).end());
    expect(await clientOf(endpoint).call('DELETE', '/v1/x')).toEqual({});
  });

  it('knows the hub’s time from its answers', async () => {
    const date = 'Mon, 23 Nov 2026 08:00:00 GMT';
    const endpoint = await serve((_, response) => void response.writeHead(200, { date }).end('{}'));
    const client = clientOf(endpoint);
    expect(Math.abs(client.now() - Date.now())).toBeLessThan(1000);
    await client.call('GET', '/v1/x');
    expect(Math.abs(client.now() - Date.parse(date))).toBeLessThan(5000);
  });

  it('reads once more over a new connection when an idle one has been closed', async () => {
    let sockets = 0;
    let requests = 0;
    const server = createServer((request, response) => {
      requests++;
      // The second one, on the connection of the first.
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end('{}');
    });
    server.on('connection', () => sockets++);
    const { call } = clientOf(`http://127.0.0.1:${await listen(server)}`);
    await call('GET', '/v1/x');
    await call('GET', '/v1/x');
    expect([sockets, requests]).toEqual([2, 3]);
  });

  it.each<[Language, RegExp]>([
    ['en', /No hub answers at http:\/\/127\.0\.0\.1:1\. Start one with `dinghub start`/],
    ['zh', /http:\/\/127\.0\.0\.1:1 没有 dinghub 在运行/],
  ])('says in %s that nobody is there', async (language, message) => {
    const calling = clientOf('http://127.0.0.1:1', {}, language).call('GET', '/v1/x');
    await expect(calling).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: 1,
      reason: 'unreachable',
    });
  });

  it.each<[Language, string]>([
    [
      'en',
      `No hub runs on ${resolve('other')}. Start one with \`dinghub start --data other\`, or name another with --data, --endpoint or --profile.`,
    ],
    [
      'zh',
      `数据目录 ${resolve('other')} 没有正在运行的 dinghub。请先运行 \`dinghub start --data other\`，或用 --data、--endpoint、--profile 指定其他 dinghub。`,
    ],
  ])('says in %s that no hub runs on the data folder, whoever else is where it would be', async (language, message) => {
    const someoneElse = await serve((_, response) => void response.writeHead(404).end('<html>'));
    for (const endpoint of ['http://127.0.0.1:1', someoneElse]) {
      const calling = clientOf(endpoint, { idleFolder: 'other' }, language).call('GET', '/v1/x');
      await expect(calling).rejects.toMatchObject({ message, exitCode: 1 });
    }
  });

  it.each<[string, string, string]>([
    ['not_found', 'There is no such event: e1.', '没有找到：There is no such event: e1.'],
    [
      'subscription_exists',
      'There is a subscription with the id a.',
      '订阅已存在：There is a subscription with the id a.',
    ],
    ['invalid_subscription', 'The subscription has problems.', '订阅有误：\n  - sink.url: expected https.'],
    ['store_unavailable', 'The store does not answer now. Try again.', '存储暂时没有响应，请重试。'],
    ['new_code', 'Something new.', 'dinghub 返回：Something new.'],
  ])('says %s in Chinese', async (code, message, told) => {
    const problems = code === 'invalid_subscription' ? { problems: ['sink.url: expected https.'] } : {};
    const endpoint = await refusing(409, { code, message, ...problems });
    await expect(clientOf(endpoint, {}, 'zh').call('GET', '/v1/x')).rejects.toMatchObject({
      message: told,
      reason: code,
    });
  });

  it('says that there is no such host', async () => {
    const calling = clientOf('http://hub.invalid').call('GET', '/v1/x');
    await expect(calling).rejects.toThrow(/There is no host of the name in http:\/\/hub\.invalid/);
  });

  it('waits no longer than it is told, for the answer and for its end, and says when something may have been done', async () => {
    const silent = await serve(() => undefined);
    const endless = await serve((_, response) => void response.writeHead(200).write('{'));
    await expect(clientOf(silent, {}, 'en', 200).call('GET', '/v1/x')).rejects.toThrow(
      /did not answer in time. Try again/,
    );
    await expect(clientOf(endless, {}, 'en', 200).call('POST', '/v1/x')).rejects.toThrow(
      /did not answer in time. What was asked for may have been done all the same/,
    );
  });

  it('says when the connection broke, and when the answer is too large', async () => {
    const breaking = await serve((request) => void request.socket.destroy());
    const halfway = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('{');
      setImmediate(() => request.socket.destroy());
    });
    const large = await serve((_, response) => void response.end(`"${'x'.repeat(2000)}"`));
    for (const endpoint of [breaking, halfway]) {
      await expect(clientOf(endpoint).call('GET', '/v1/x')).rejects.toThrow(
        /The connection to .* broke \(ECONNRESET\)/,
      );
    }
    await expect(clientOf(large).call('GET', '/v1/x')).rejects.toThrow(/The answer of .* is too large/);
  });

  it('trusts no certificate that nobody vouches for, and sends it no token', async () => {
    let asked = 0;
    const port = await listen(
      createTlsServer({ ...createIdentity(['127.0.0.1']) }, (_, response) => {
        asked++;
        response.end('{}');
      }),
    );
    await expect(clientOf(`https://127.0.0.1:${port}`).call('GET', '/v1/x')).rejects.toThrow(
      /The certificate of .* is not trusted \([A-Z_]+\)\. .*NODE_EXTRA_CA_CERTS/,
    );
    expect(asked).toBe(0);
  });

  it('trusts none because the environment says so either, nor does a check_url that stands for DingTalk’s', async () => {
    let asked = 0;
    const port = await listen(createTlsServer({ ...createIdentity(['localhost']) }, () => void asked++));
    const url = `https://localhost:${port}`;
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0', ...KEYS };
    const listed = await dinghub(['events', 'list', '--endpoint', url, '--token', 'sesame-of-ours'], environment);
    expect([listed.code, listed.err]).toEqual([1, expect.stringMatching(/is not trusted \([A-Z_]+\)/)]);
    const checked = await dinghub(['simulate', 'check-url', '--url', `${url}/v1/dingtalk`], environment);
    expect([checked.code, checked.out + checked.err]).toEqual([1, expect.stringMatching(/certificate is not trusted/)]);
    expect(asked).toBe(0);
  });

  it('says that it is no TLS', async () => {
    const port = await listen(createTcpServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    await expect(clientOf(`https://127.0.0.1:${port}`).call('GET', '/v1/x')).rejects.toThrow(/does not speak TLS/);
  });

  it('follows no redirect, for the token would go along', async () => {
    let followed = 0;
    const other = await serve((_, response) => {
      followed++;
      response.end('{}');
    });
    const endpoint = await serve((_, response) => void response.writeHead(302, { location: `${other}/v1/x` }).end());
    await expect(clientOf(endpoint).call('GET', '/v1/x')).rejects.toThrow(`${endpoint} redirects to ${other}/v1/x.`);
    expect(followed).toBe(0);
  });

  it('says where the token came from that is not accepted, and what to do, and never shows it', async () => {
    const endpoint = await refusing(401, { code: 'unauthorized', message: 'Send the admin token.' });
    const wrong = clientOf(endpoint).call('GET', '/v1/x');
    await expect(wrong).rejects.toMatchObject({
      message: expect.stringMatching(/the token from --token\..*dinghub profiles set/),
      exitCode: 1,
    });
    await expect(wrong).rejects.not.toThrow(/sesame/);
    const bare = createHubClient({
      target: { endpoint, tokenFrom: '.dinghub/admin-token', isNamed: false, isFolders: false },
      send: createSend(),
      clock: Date.now,
      language: 'en',
    });
    await expect(bare.call('GET', '/v1/x')).rejects.toThrow(/wants a token, and there is none.*\.dinghub\/admin-token/);
    const off = await refusing(401, { code: 'admin_disabled', message: 'The admin API is switched off.' });
    await expect(clientOf(off).call('GET', '/v1/x')).rejects.toThrow(
      /switched off: the hub runs without DINGHUB_ADMIN_TOKEN/,
    );
  });

  it('lists every problem on a line of its own, and takes them for a wrong call', async () => {
    const endpoint = await refusing(400, {
      code: 'invalid_subscription',
      message: 'The subscription has problems.',
      problems: ['id: expected \u001b[31mletters.', 'sink.url: expected https.'],
    });
    await expect(clientOf(endpoint).call('POST', '/v1/x')).rejects.toMatchObject({
      message: 'The subscription has problems.\n  - id: expected \\u001b[31mletters.\n  - sink.url: expected https.',
      exitCode: 2,
      reason: 'invalid_subscription',
    });
  });

  it.each<[string, number, string]>([
    ['a page of somebody else', 404, '<html>'],
    ['a text where JSON was expected', 200, 'hello'],
    [
      'an answer of the callback edge',
      404,
      '{"error":{"code":"not_found","message":"There is nothing at this path.","requestId":""}}',
    ],
    ['JSON of another kind', 200, '[]'],
  ])('does not take %s for a hub', async (_, status, body) => {
    const endpoint = await serve((__, response) => void response.writeHead(status).end(body));
    await expect(clientOf(endpoint).call('GET', '/v1/x')).rejects.toMatchObject({
      message: `What answers at ${endpoint} is no dinghub (HTTP ${status}). Is --endpoint right?`,
      reason: 'not_dinghub',
    });
  });
});
