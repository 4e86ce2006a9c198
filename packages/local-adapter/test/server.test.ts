import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type CallbackHandler, createCallbackHandler, silentLogger } from '@dinghub/core';
import { until } from '@dinghub/testkit';
import { type HubServer, type ServerLimits, startServer } from '../src/server';

const ok = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
const MIB = 1024 * 1024;

/** Core, with an app that nobody can sign for. */
const hub = createCallbackHandler({
  apps: async () => [{ name: 'default', credentials: [], ownerKeys: [] }],
  events: { append: () => Promise.reject(new Error('not reached')) },
  clock: () => 0,
  random: (size) => new Uint8Array(size),
  logger: silentLogger,
});

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

const post = (length: number, body = '', target = '/v1/dingtalk?nonce=1') =>
  `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`;

/** A callback that ends when the test says so. */
function slowCallback() {
  const waiting: (() => void)[] = [];
  const callback: CallbackHandler = () => new Promise((resolve) => waiting.push(() => resolve(ok)));
  const entered = (count: number) => until(() => waiting.length >= count);
  const finish = () => {
    for (const end of waiting.splice(0)) end();
  };
  return { callback, entered, finish };
}

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
      socket.write('POST /v1/dingtalk?nonce=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
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
    const { callback, entered, finish } = slowCallback();
    await using(async (server, open) => {
      const idle = await open();
      const socket = await open();
      socket.write(post(2, '{}'));
      const answer = read(socket);
      await entered(1);
      const closed = server.close();
      const refused = connect(Number(new URL(server.url).port), '127.0.0.1');
      await once(refused, 'error');
      finish();
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

describe('a flooded local server', () => {
  it('keeps an idle connection for 10 s', () =>
    using(async (_, open) => {
      const socket = await open();
      socket.write(post(2, '{}'));
      expect(await read(socket, '{"ok":true}')).toMatch(/\r\nkeep-alive: timeout=10\r\n/i);
    }));

  it('closes the connection that has been idle for longest, not the new one', () =>
    using(
      async (_, open) => {
        const [first, second, third] = [await open(), await open(), await open()];
        first.write(post(2, '{}'));
        await read(first, '{"ok":true}');
        const closed = once(second, 'close');
        const fourth = await open();
        await closed;
        for (const socket of [first, third, fourth]) {
          socket.write(post(2, '{}'));
          expect(await read(socket, '{"ok":true}')).toMatch(/^HTTP\/1\.1 200 /);
        }
      },
      undefined,
      { maxConnections: 3 },
    ));

  it('closes one that never ends its request, but none that is being answered', () => {
    const { callback, entered, finish } = slowCallback();
    return using(
      async (_, open) => {
        const [busy, slow] = [await open(), await open()];
        busy.write(post(2, '{}'));
        slow.write(post(1000, 'x'));
        await entered(1);
        const closed = once(slow, 'close');
        const next = await open();
        await closed;
        next.write(post(2, '{}'));
        await entered(2);
        const tooMany = await open();
        await once(tooMany, 'close');
        const answers = [read(busy, '{"ok":true}'), read(next, '{"ok":true}')];
        finish();
        for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      },
      callback,
      { maxConnections: 2 },
    );
  });

  it.each([
    ['a wrong path', post(1000, '', '/v1/other?nonce=1'), 404],
    ['a wrong method', post(1000, '').replace('POST', 'PUT'), 405],
    ['no query', post(1000, '', '/v1/dingtalk'), 400],
    ['no nonce', post(1000, '', '/v1/dingtalk?signature=s&timestamp=1&nonce='), 400],
  ])('answers %s before the body comes, and the next request after it', (_, head, status) =>
    using(async (_, open) => {
      const socket = await open();
      socket.write(head);
      expect(await read(socket, '"requestId"')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      socket.write('x'.repeat(1000) + post(2, '{}', '/healthz'));
      expect(await read(socket, '"requestId"')).toMatch(/^HTTP\/1\.1 405 /);
    }, hub),
  );

  it('says nothing more when the body of an answered request does not come', () =>
    using(
      async (_, open) => {
        const socket = await open();
        socket.write(post(1000, 'x', '/v1/other'));
        expect((await read(socket)).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404']);
      },
      hub,
      { requestTimeoutMs: 300 },
    ));

  it('has room for small bodies always, and for large ones while others are not too many', () =>
    using(
      async (_, open) => {
        const size = 100 * 1024;
        const large = 'x'.repeat(size);
        const sender = await open();
        /** Sends a large body until it is answered so: what others do takes a moment to arrive. */
        const sendUntil = async (status: number) => {
          for (;;) {
            sender.write(post(size, large));
            const answer = await read(sender, '}');
            if (answer.startsWith(`HTTP/1.1 ${status} `)) return answer;
          }
        };
        const holder = await open();
        holder.write(post(size + 1, large));
        expect(await sendUntil(503)).toContain('"code":"store_unavailable"');
        const small = await open();
        small.write(post(10_000, 'x'.repeat(10_000)));
        expect(await read(small, '{"ok":true}')).toMatch(/^HTTP\/1\.1 200 /);
        holder.write('x');
        expect(await read(holder, '{"ok":true}')).toMatch(/^HTTP\/1\.1 200 /);
        for (let i = 0; i < 3; i++) await sendUntil(200);
        const gone = await open();
        gone.write(post(size + 1, large));
        await sendUntil(503);
        gone.destroy();
        await sendUntil(200);
      },
      undefined,
      { maxBodyBytes: 150 * 1024 },
    ));

  it('gives core a body in many chunks as it was sent', () => {
    const bodies: string[] = [];
    const callback: CallbackHandler = async ({ body }) => {
      bodies.push(Buffer.from(body).toString());
      return ok;
    };
    const text = Array.from({ length: 5000 }, (_, i) => String(i)).join('');
    return using(async (_, open) => {
      const socket = await open();
      const chunks = text.match(/.{1,7}/g) ?? [];
      const chunked = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
      socket.write(
        `POST /v1/dingtalk?nonce=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}0\r\n\r\n`,
      );
      await read(socket, '{"ok":true}');
      expect(bodies).toEqual([text]);
    }, callback);
  });

  it.each([
    ['in the same packet', true],
    ['in the next packet', false],
  ])('lets the answer in progress out before it refuses what is broken after it, %s', (_, together) => {
    const { callback, entered, finish } = slowCallback();
    return using(async (_, open) => {
      const socket = await open();
      const all = read(socket);
      const garbage = '\u0000garbage\r\n\r\n';
      socket.write(post(2, '{}') + (together ? garbage : ''));
      await entered(1);
      if (!together) socket.write(garbage);
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.write(garbage);
      await new Promise((resolve) => setTimeout(resolve, 50));
      finish();
      expect((await all).match(/HTTP\/1\.1 \d+|\{"ok":true\}/g)).toEqual([
        'HTTP/1.1 200',
        '{"ok":true}',
        'HTTP/1.1 400',
      ]);
    }, callback);
  });
});
