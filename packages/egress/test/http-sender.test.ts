import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createHttpSender } from '../src/index';
import { closeAll, sender, serve, serveRaw, serveText } from './servers';

afterEach(closeAll);

const HEAD = 'HTTP/1.1 200 OK\r\n';
const to = (server: { readonly port: number }, path = '/') => `http://hooks.test:${server.port}${path}`;
const request = (url: string, headers: Readonly<Record<string, string>> = {}, body = '{}') => ({ url, headers, body });

describe('a request', () => {
  it('is a POST with its path, headers and body, and asks for nothing compressed', async () => {
    const server = await serveText(`${HEAD}content-length: 0\r\n\r\n`);
    const headers = { 'content-type': 'application/json', 'webhook-id': 'msg_1', 'X-Name': 'café' };
    await sender()({ url: to(server, '/a%20b?c=d#e'), headers, body: '{"text":"你好 👋"}' });
    const [head = '', body] = (server.received[0] ?? '').split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'POST /a%20b?c=d HTTP/1.1',
      `host: hooks.test:${server.port}`,
      'connection: keep-alive',
      'accept-encoding: identity',
      'content-type: application/json',
      'webhook-id: msg_1',
      expect.stringContaining('X-Name: caf'),
      'content-length: 22',
    ]);
    expect(body).toBe('{"text":"你好 👋"}');
  });

  it('does not let its headers choose host, framing or encoding', async () => {
    const server = await serveText(`${HEAD}content-length: 0\r\n\r\n`);
    const own = ['Host', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Upgrade', 'Expect', 'Accept-Encoding'];
    const headers = Object.fromEntries(own.map((name) => [name, 'gzip']));
    expect(await sender()(request(to(server), headers))).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.received[0]?.match(/gzip|expect|upgrade|transfer/i)).toBeNull();
  });

  it.each([
    ['a line break', { 'x-a': 'one\r\nx-b: two' }],
    ['a character beyond Latin-1', { 'x-a': '审批 s3cret' }],
    ['a NUL', { 'x-a': '\0s3cret' }],
    ['a space in its name', { 'x a': 's3cret' }],
    ['no name', { '': 's3cret' }],
    ['no text', { 'x-a': { toString: () => 's3cret' } as unknown as string }],
  ])('with a header that has %s is not sent', async (_, headers) => {
    const server = await serve((_, response) => response.end());
    const outcome = await sender()(request(to(server), headers));
    expect(outcome).toMatchObject({ kind: 'failed', code: 'E_CONNECTION', message: expect.stringContaining('header') });
    expect(JSON.stringify(outcome)).not.toMatch(/s3cret|x-a/);
    expect(server.connections).toEqual([]);
  });

  it('that is none at all fails like any other', async () => {
    const outcome = await sender()({ url: 'https://hooks.test/', body: '' } as Parameters<
      ReturnType<typeof sender>
    >[0]);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'E_CONNECTION' });
  });
});

describe('an answer', () => {
  it('comes with its status, headers in lower case, and body', async () => {
    const text = `HTTP/1.1 429 Slow Down\r\nRetry-After: 7\r\nX-A: 1\r\nx-a: 2\r\n__proto__: p\r\nConstructor: c\r\n\r\n你好`;
    const server = await serveText(Buffer.from(text).toString('latin1'));
    const outcome = await sender()(request(to(server)));
    expect(outcome).toMatchObject({ kind: 'answer', status: 429, body: '你好', durationMs: expect.any(Number) });
    const { headers } = outcome as Extract<typeof outcome, { kind: 'answer' }>;
    expect(Object.entries(headers)).toEqual([
      ['retry-after', '7'],
      ['x-a', '1, 2'],
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
  });

  it.each([301, 302, 303, 307, 308])('%i is an answer too: no redirect is followed', async (status) => {
    const other = await serve((_, response) => response.end());
    const server = await serve((_, response) => response.writeHead(status, { location: to(other) }).end('moved'));
    const outcome = await sender()(request(to(server)));
    expect(outcome).toMatchObject({ kind: 'answer', status, headers: { location: to(other) }, body: 'moved' });
    expect(other.connections).toEqual([]);
  });

  it('may be preceded by informational ones', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n';
    const server = await serveText(`${hints}${HEAD}x-a: 1\r\ncontent-length: 2\r\n\r\nok`);
    const outcome = await sender()(request(to(server)));
    expect(outcome).toMatchObject({ kind: 'answer', status: 200, headers: { 'x-a': '1' }, body: 'ok' });
  });

  it('may have no body', async () => {
    const server = await serveText('HTTP/1.1 204 No Content\r\n\r\n');
    expect(await sender()(request(to(server)))).toMatchObject({ kind: 'answer', status: 204, body: '' });
  });

  it('has at most 100 headers', async () => {
    const many = Array.from({ length: 300 }, (_, i) => `x-${i}: ${i}\r\n`).join('');
    const server = await serveText(`${HEAD}${many}content-length: 0\r\n\r\n`);
    const outcome = await sender()(request(to(server)));
    expect(Object.keys((outcome as Extract<typeof outcome, { kind: 'answer' }>).headers)).toHaveLength(100);
  });

  it.each([
    ['a length', (size: number) => `content-length: ${size}\r\n\r\n`],
    ['a length, and closing', (size: number) => `content-length: ${size}\r\nconnection: close\r\n\r\n`],
    ['closing', () => 'connection: close\r\n\r\n'],
  ])('with %s is whole up to 64 KiB, of a larger one the beginning is told', async (_, framing) => {
    for (const size of [65_535, 65_536, 65_537, 200_000]) {
      const server = await serveText(`${HEAD}${framing(size)}${'x'.repeat(size)}`);
      const outcome = await sender()(request(to(server)));
      expect(outcome).toMatchObject({ kind: 'answer', status: 200, body: 'x'.repeat(Math.min(size, 65_536)) });
    }
  });

  it('is not cut through a character', async () => {
    const server = await serve((_, response) => response.end(`x${'好'.repeat(100)}`));
    const outcome = await sender({ limits: { responseBytes: 12 } })(request(to(server)));
    expect(outcome).toMatchObject({ kind: 'answer', body: 'x好好好' });
  });

  it('that never ends is cut, and its connection closed', async () => {
    let ended: Promise<unknown> | undefined;
    const server = await serve((_, response) => {
      ended = once(response, 'close');
      const fill = () => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', fill);
      fill();
    });
    const outcome = await sender()(request(to(server)));
    expect(outcome).toMatchObject({ kind: 'answer', status: 200, body: 'x'.repeat(65_536) });
    await ended;
  });
});

describe('what is no answer', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a broken header', `${HEAD}no colon\r\n\r\n`],
    ['two lengths', `${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nab`],
    ['a length and chunks', `${HEAD}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a broken chunk', `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`],
    ['less than its length', `${HEAD}content-length: 10\r\nconnection: close\r\n\r\nab`],
    ['headers that are too large', `${HEAD}x-a: ${'a'.repeat(17_000)}\r\n\r\n`],
    ['headers that are too many', `${HEAD}${'x-a: abcdef\r\n'.repeat(3000)}\r\n`],
    ['another protocol from now on', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['leave to go on that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('%s: E_RESPONSE', async (_, text) => {
    const server = await serveText(text);
    const outcome = await sender()(request(to(server)));
    expect(outcome).toMatchObject({
      kind: 'failed',
      code: 'E_RESPONSE',
      message: expect.stringMatching(/^hooks.test: /),
    });
  });

  it.each([
    ['closed at once', (socket: { destroy(): void }) => socket.destroy()],
    ['reset at once', (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy()],
  ])('a connection %s: E_CONNECTION', async (_, end) => {
    const server = await serveRaw(end);
    expect(await sender()(request(to(server)))).toMatchObject({ kind: 'failed', code: 'E_CONNECTION' });
  });

  it.each(['destroy', 'resetAndDestroy', 'end'] as const)(
    'a connection that ends once the request is there (%s): E_CONNECTION, and it is not sent again',
    async (end) => {
      const server = await serveRaw((socket, received) => {
        if (received.includes('\r\n\r\n')) socket[end]();
      });
      expect(await sender()(request(to(server)))).toMatchObject({ kind: 'failed', code: 'E_CONNECTION' });
      expect(server.received).toHaveLength(1);
    },
  );

  it('a connection reset within the body: E_CONNECTION', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => wait(50).then(() => response.socket?.resetAndDestroy()));
    });
    expect(await sender()(request(to(server)))).toMatchObject({ kind: 'failed', code: 'E_CONNECTION' });
  });

  it('a port that nobody listens on: E_CONNECTION', async () => {
    const server = await serve((_, response) => response.end());
    await server.close();
    const send = sender();
    const [outcome, ...others] = await Promise.all(Array.from({ length: 5 }, () => send(request(to(server)))));
    expect(outcome).toMatchObject({
      kind: 'failed',
      code: 'E_CONNECTION',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    for (const other of others) expect(other).toMatchObject({ kind: 'failed', code: 'E_CONNECTION' });
  });

  it('tells nothing of the request', async () => {
    const server = await serveText('nonsense');
    const secret = { authorization: 's3cret' };
    const outcome = await sender()(request(to(server, '/robot?access_token=s3cret'), secret, 's3cret'));
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
  });
});

describe('connections', () => {
  it('are used again', async () => {
    const server = await serve((_, response) => response.end('ok'));
    const send = sender();
    for (let i = 0; i < 5; i++) expect(await send(request(to(server)))).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.connections).toHaveLength(1);
  });

  it.each(['end', 'resetAndDestroy'] as const)(
    'that the server closed in silence (%s) cost no request',
    async (close) => {
      const server = await serveRaw((socket, received) => {
        if (!received.includes('\r\n\r\n')) return;
        socket.write(`${HEAD}content-length: 0\r\n\r\n`, () => setImmediate(() => socket[close]()));
      });
      const send = sender();
      for (let i = 1; i <= 5; i++) {
        expect(await send(request(to(server)))).toMatchObject({ kind: 'answer', status: 200 });
        await wait(30);
        expect(server.connections).toHaveLength(i);
      }
    },
  );

  it('are not used again after a silence in which the process may have been frozen', async () => {
    const server = await serve((_, response) => response.writeHead(200, { 'keep-alive': 'timeout=100' }).end());
    let now = 0;
    const send = sender({ clock: () => now });
    await send(request(to(server)));
    now += 29_000;
    await send(request(to(server)));
    expect(server.connections).toHaveLength(1);
    now += 31_000;
    expect(await send(request(to(server)))).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.connections).toHaveLength(2);
  });

  it('to one origin are limited; what is more waits, and all is answered', async () => {
    const server = await serve((incoming, response) => incoming.on('end', () => response.end('ok')).resume());
    const send = sender({ limits: { maxConnectionsPerOrigin: 4 } });
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => send(request(to(server)))));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'answer', status: 200, body: 'ok' });
    expect(server.connections).toHaveLength(4);
  });

  it('of a slow receiver delay no other receiver', async () => {
    const slow = await serve(() => {});
    const quick = await serve((_, response) => response.end());
    const send = sender({ limits: { maxConnectionsPerOrigin: 1, firstByteMs: 500 } });
    const waiting = Promise.all([send(request(to(slow))), send(request(to(slow)))]);
    expect(await send(request(to(quick)))).toMatchObject({ kind: 'answer', status: 200 });
    for (const outcome of await waiting) expect(outcome).toMatchObject({ kind: 'failed', code: 'E_TIMEOUT' });
  });
});

describe('closing', () => {
  it('waits for what is on its way, and then takes nothing more', async () => {
    const arrived = jest.fn();
    const server = await serve((_, response) => {
      arrived();
      void wait(200).then(() => response.end('late'));
    });
    const send = sender();
    const answering = send(request(to(server)));
    while (arrived.mock.calls.length === 0) await wait(10);
    await send.close();
    await expect(answering).resolves.toMatchObject({ kind: 'answer', body: 'late' });
    const outcome = await send(request(to(server)));
    expect(outcome).toMatchObject({ kind: 'failed', code: 'E_CONNECTION', message: 'Not sent: the sender is closed.' });
    await send.close();
  });
});

describe('creating a sender', () => {
  it('refuses a policy that is broken', () => {
    const create = () => createHttpSender({ clock: Date.now, allowNetworks: ['10.0.0.0/8', 'intranet'] });
    expect(create).toThrow('"intranet" is no network');
  });
});
