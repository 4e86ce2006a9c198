import { text } from 'node:stream/consumers';
import type { ApiRequest } from '@dinghub/core/dingtalk';
import { createApiPort } from '../src/api-port';
import { createIdentity } from './certificate';
import { closeAll, serve, serveRaw, serveText, serveTls } from './servers';

type Options = Omit<Parameters<typeof createApiPort>[0], 'origins'>;

/** A port to one server in place of both origins. */
const portTo = (origin: string, options: Options = {}) =>
  createApiPort({ origins: { oapi: origin, api: origin }, ...options });
const get = (url: string): ApiRequest => ({ method: 'GET', url, headers: {} });
const at = (port: number) => `http://127.0.0.1:${port}`;
const SECRET = '/path?access_token=s3cret';

describe('the port to DingTalk’s APIs', () => {
  afterEach(closeAll);

  it('sends a call as it is, and gives the whole answer', async () => {
    const page = '审'.repeat(400_000);
    const seen: unknown[] = [];
    const { port } = await serve(async (request, response) => {
      const body = await text(request);
      const { 'content-type': type, 'accept-encoding': encoding, connection } = request.headers;
      seen.push([request.method, request.url, type, encoding, connection, body]);
      response.writeHead(200, { 'X-Acs-Request-Id': 'r1' }).end(page);
    });
    const call = portTo(at(port));
    const answer = await call({
      method: 'POST',
      url: `${at(port)}${SECRET}`,
      headers: { 'content-type': 'application/json' },
      body: '{"a":"审批"}',
    });
    expect(answer).toMatchObject({ kind: 'answer', status: 200, headers: { 'x-acs-request-id': 'r1' } });
    expect(answer.kind === 'answer' && answer.body === page).toBe(true);
    await call(get(`${at(port)}/get`));
    expect(seen).toEqual([
      ['POST', SECRET, 'application/json', 'identity', 'close', '{"a":"审批"}'],
      ['GET', '/get', undefined, 'identity', 'close', ''],
    ]);
  });

  it('opens a connection for each call', async () => {
    const { port, connections } = await serve((_, response) => response.end('{}'));
    const call = portTo(at(port));
    for (let i = 0; i < 3; i++) await call(get(at(port)));
    expect(connections).toHaveLength(3);
  });

  it('follows no redirect', async () => {
    const elsewhere = await serve((_, response) => response.end('{}'));
    const { port } = await serve((_, response) =>
      response.writeHead(302, { location: `${at(elsewhere.port)}/` }).end(),
    );
    expect(await portTo(at(port))(get(at(port)))).toMatchObject({ kind: 'answer', status: 302 });
    expect(elsewhere.connections).toEqual([]);
  });

  it.each([
    ['another host', (port: number) => `http://localhost:${port}${SECRET}`],
    ['another port', (port: number) => `http://127.0.0.1:${port === 80 ? 81 : 80}${SECRET}`],
    ['another scheme', (port: number) => `https://127.0.0.1:${port}${SECRET}`],
    ['a user name', (port: number) => `http://user:s3cret@127.0.0.1:${port}/`],
    ['no URL', () => 's3cret'],
  ])('calls nobody at %s', async (_, url) => {
    const { port, connections } = await serve((_request, response) => response.end('{}'));
    const outcome = await portTo(at(port))(get(url(port)));
    expect(outcome).toMatchObject({ kind: 'failed', code: 'E_BLOCKED_ADDRESS' });
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
    expect(connections).toEqual([]);
  });

  it.each([
    ['a length that is not reached', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"failed_list":[', 'E_RESPONSE'],
    ['chunks without their end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n', 'E_RESPONSE'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', 'E_RESPONSE'],
    ['nothing', '', 'E_CONNECTION'],
  ])('takes %s for no answer', async (_, text, code) => {
    const { port } = await serveText(text);
    const outcome = await portTo(at(port))(get(`${at(port)}${SECRET}`));
    expect(outcome).toMatchObject({ kind: 'failed', code });
    expect(outcome).not.toHaveProperty('isUnsent', true);
    expect(JSON.stringify(outcome)).not.toMatch(/s3cret|path|failed_list/);
  });

  it('takes no answer that is too long, and cuts it', async () => {
    const { port } = await serve((_, response) => response.end('x'.repeat(3000)));
    const url = at(port);
    expect(await portTo(url, { maxBytes: 2999 })(get(url))).toMatchObject({ kind: 'failed', code: 'E_RESPONSE' });
    expect(await portTo(url, { maxBytes: 3000 })(get(url))).toMatchObject({ kind: 'answer' });
  });

  it('waits for all of an answer no longer than its time, byte by byte or not at all', async () => {
    const silent = await serveRaw(() => {});
    const slow = await serveRaw((socket, received) => {
      if (received === '') return;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    for (const { port } of [silent, slow]) {
      const outcome = await portTo(at(port), { timeoutMs: 200 })(get(`${at(port)}${SECRET}`));
      expect(outcome).toEqual({
        kind: 'failed',
        code: 'E_TIMEOUT',
        message: '127.0.0.1: no whole answer within 200 ms.',
      });
    }
  });

  it('says when nobody listens, and when a name has no address', async () => {
    const closed = await serve(() => {});
    await closed.close();
    expect(await portTo(at(closed.port))(get(at(closed.port)))).toMatchObject({ code: 'E_CONNECTION', isUnsent: true });
    const nowhere = 'http://nowhere.invalid';
    expect(await portTo(nowhere)(get(nowhere))).toMatchObject({ kind: 'failed', code: 'E_DNS' });
  });

  it('speaks TLS only with whom it can trust', async () => {
    const identity = createIdentity(['127.0.0.1']);
    const { port } = await serveTls(identity);
    const url = `https://127.0.0.1:${port}`;
    expect(await portTo(url)(get(url))).toMatchObject({ kind: 'failed', code: 'E_TLS' });
    expect(await portTo(url, { ca: identity.cert })(get(url))).toMatchObject({ kind: 'answer', body: 'ok' });
  });
});
