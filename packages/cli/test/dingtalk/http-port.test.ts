import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { createIdentity } from '../../../egress/test/certificate';
import { createNodeHttpPort } from '../../src/dingtalk/http-port';
import { environment, quietly, serve } from './set-up';

const GET = { method: 'GET', headers: {} } as const;

/** Writes a text to whoever connects, and closes. */
async function raw(text: string) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?access_token=t0p`,
    close: () => server.close(),
  };
}

describe('the HTTP port', () => {
  it('sends method, headers and body, and gives status, headers and the whole body', async () => {
    let seen = '';
    const server = await serve(async (request) => {
      const { 'x-a': a, 'content-length': length, 'accept-encoding': encoding } = request.headers;
      seen = `${request.method} ${a} ${length} ${encoding} ${await text(request)}`;
      return { status: 201, headers: { 'X-B': 'c' }, body: '好' };
    });
    const outcome = await createNodeHttpPort()({
      method: 'POST',
      url: server.url,
      headers: { 'x-a': 'b' },
      body: '你',
    });
    expect(outcome).toMatchObject({ kind: 'answer', status: 201, headers: { 'x-b': 'c' }, body: '好' });
    expect(seen).toBe('POST b 3 identity 你');
    await server.close();
  });

  it('says that nothing was sent where there was no connection, and only there', async () => {
    const port = createNodeHttpPort();
    expect(await port({ ...GET, url: 'http://127.0.0.1:1/' })).toMatchObject({ code: 'E_CONNECTION', isUnsent: true });
    const server = await raw('');
    const cut = await port({ ...GET, url: server.url });
    expect(cut).toMatchObject({ kind: 'failed' });
    expect(cut).not.toHaveProperty('isUnsent');
    server.close();
  });

  it('follows no redirect', async () => {
    const server = await serve(async () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }));
    expect(await createNodeHttpPort()({ ...GET, url: server.url })).toMatchObject({ kind: 'answer', status: 302 });
    await server.close();
  });

  it('counts an answer that is cut short as failed', async () => {
    const server = await raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"errcode":0');
    expect(await createNodeHttpPort()({ ...GET, url: server.url })).toMatchObject({
      kind: 'failed',
      code: 'E_RESPONSE',
    });
    server.close();
  });

  it('counts one that is too large as failed, and what is no HTTP', async () => {
    const large = await serve(async () => ({ status: 200, body: 'x'.repeat(2000) }));
    const port = createNodeHttpPort({ maxBodyBytes: 1000 });
    expect(await port({ ...GET, url: large.url })).toMatchObject({ kind: 'failed', code: 'E_RESPONSE' });
    await large.close();
    const odd = await raw('SSH-2.0-x\r\n\r\n');
    expect(await port({ ...GET, url: odd.url })).toMatchObject({ kind: 'failed', code: 'E_RESPONSE' });
    odd.close();
  });

  it('gives up in time, and says nothing of the URL', async () => {
    const server = await serve(() => new Promise(() => {}));
    const outcome = await createNodeHttpPort({ timeoutMs: 50 })({ ...GET, url: `${server.url}/?access_token=t0p` });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'E_TIMEOUT' });
    expect(JSON.stringify(outcome)).not.toMatch(/t0p|127\.0/);
    await server.close();
  });

  it.each([
    ['http://127.0.0.1:1/?access_token=t0p', 'E_CONNECTION'],
    ['http://nowhere.invalid/?access_token=t0p', 'E_DNS'],
    ['no url', 'E_CONNECTION'],
  ])('never rejects: %s', async (url, code) => {
    const outcome = await createNodeHttpPort()({ ...GET, url });
    expect(outcome).toMatchObject({ kind: 'failed', code });
    expect(JSON.stringify(outcome)).not.toMatch(/t0p|127\.0|nowhere/);
  });

  it('names TLS where the other side speaks none', async () => {
    const server = await raw('HTTP/1.1 400 no\r\n\r\n');
    const outcome = await createNodeHttpPort()({ ...GET, url: server.url.replace('http:', 'https:') });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'E_TLS' });
    server.close();
  });

  it('says no secret to whom it cannot trust, whatever the environment says about certificates', async () => {
    const heard: (string | undefined)[] = [];
    const server = createHttpsServer(createIdentity(['localhost']), ({ url }, response) => {
      heard.push(url);
      response.end('{"errcode":71007}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const env = environment(`https://localhost:${port}`, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    const { code, err } = await quietly(['dingtalk', 'status'], env).finally(() => server.close());
    expect([code, err]).toEqual([1, expect.stringMatching(/E_TLS/)]);
    expect(heard).toEqual([]);
  });
});
