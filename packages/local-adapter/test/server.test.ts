import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { CallbackHandler } from '@dinghub/core';
import { type HubServer, type ServerLimits, startServer } from '../src/server';

const ok = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
const MIB = 1024 * 1024;

async function using(
  run: (server: HubServer, open: () => Promise<Socket>) => Promise<void>,
  callback: CallbackHandler = async () => ok,
  limits: ServerLimits = {},
): Promise<void> {
  const server = await startServer({ callback, host: '127.0.0.1', port: 0, nextId: () => 'req', limits });
  const sockets: Socket[] = [];
  const open = async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  try {
    await run(server, open);
  } finally {
    for (const socket of sockets) socket.destroy();
    await server.close();
  }
}

/** Everything that comes until the other side closes, or until `until` is in it. */
function read(socket: Socket, until?: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (until !== undefined && text.includes(until)) resolve(text);
    });
    socket.on('close', () => resolve(text));
  });
}

const post = (length: number, body = '') =>
  `POST /v1/dingtalk HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`;

describe('the local server', () => {
  it('cuts a client that sends one byte at a time and never ends, with 408', () =>
    using(
      async (_, open) => {
        const socket = await open();
        socket.write(post(1000));
        const drip = setInterval(() => socket.write('x'), 50);
        const text = await read(socket);
        clearInterval(drip);
        expect(text).toMatch(/^HTTP\/1\.1 408 /);
      },
      undefined,
      { requestTimeoutMs: 300 },
    ));

  it('answers other clients while slow ones hold their connections', () =>
    using(async (_, open) => {
      for (let i = 0; i < 20; i++) (await open()).write(post(1000, 'x'));
      const socket = await open();
      socket.write(post(2, '{}'));
      expect(await read(socket, '{"ok":true}')).toMatch(/^HTTP\/1\.1 200 /);
    }));

  it('gives core one byte too many for a body that says it is too large, without reading it', () => {
    const sizes: number[] = [];
    const callback: CallbackHandler = async ({ body }) => {
      sizes.push(body.length);
      return { ...ok, status: 413 };
    };
    return using(async (_, open) => {
      const socket = await open();
      socket.write(post(50 * MIB, 'x'.repeat(1000)));
      expect(await read(socket, '{"ok":true}')).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
      expect(sizes).toEqual([MIB + 1]);
    }, callback);
  });

  it('delivers the answer to a client that streams too much without saying how much', () => {
    const callback: CallbackHandler = async ({ body }) => ({ ...ok, status: body.length > MIB ? 413 : 200 });
    return using(async (_, open) => {
      const socket = await open();
      const answer = read(socket, '{"ok":true}');
      socket.write('POST /v1/dingtalk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
      for (let i = 0; i < 20; i++) socket.write(chunk);
      expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    }, callback);
  });

  it('answers garbage with 400 and stays alive', () =>
    using(async (_, open) => {
      for (const garbage of [
        '\u0000\u0001\u0002\r\n\r\n',
        'GET\r\n\r\n',
        `GET / HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
      ]) {
        const socket = await open();
        socket.write(garbage);
        expect(await read(socket)).toMatch(/^HTTP\/1\.1 4\d\d |^$/);
      }
      const socket = await open();
      socket.write(post(2, '{}'));
      expect(await read(socket, '{"ok":true}')).toMatch(/^HTTP\/1\.1 200 /);
    }));

  it('survives a client that goes away in the middle of its body', () =>
    using(async (_, open) => {
      const socket = await open();
      socket.write(post(1000, 'x'));
      socket.destroy();
      const next = await open();
      next.write(post(2, '{}'));
      expect(await read(next, '{"ok":true}')).toMatch(/^HTTP\/1\.1 200 /);
    }));

  it('answers on one connection again and again', () =>
    using(async (_, open) => {
      const socket = await open();
      socket.write(post(2, '{}') + post(2, '{}'));
      let text = '';
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        text += chunk.toString();
        if (text.split('{"ok":true}').length === 3) break;
      }
      expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    }));

  it('at shutdown answers what it accepted, and accepts no more', async () => {
    let release = () => {};
    const entered = new Promise<void>((resolve) => {
      release = resolve;
    });
    let finish: (response: typeof ok) => void = () => {};
    const callback: CallbackHandler = () => {
      release();
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    await using(async (server, open) => {
      const idle = await open();
      const socket = await open();
      socket.write(post(2, '{}'));
      const answer = read(socket);
      await entered;
      const closed = server.close();
      const refused = connect(Number(new URL(server.url).port), '127.0.0.1');
      await once(refused, 'error');
      finish(ok);
      expect(await answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close[\s\S]*\{"ok":true\}$/i);
      idle.destroy();
      await closed;
    }, callback);
  });

  it('says which address it cannot listen on', async () => {
    await using(async (server) => {
      const port = Number(new URL(server.url).port);
      const second = startServer({ callback: async () => ok, host: '127.0.0.1', port, nextId: () => '' });
      await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
    });
  });
});
