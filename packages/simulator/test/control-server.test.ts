import { request } from 'node:http';
import { until } from '@dinghub/testkit';
import { type DingTalkSimulator, startSimulatorServer } from '../src/index';

const delivered = { kind: 'delivered', attempts: 1, durationMs: 1 } as const;
const JSON_TYPE = { 'content-type': 'application/json' };

type Send = (
  method: string,
  path: string,
  body?: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<readonly [status: number | undefined, body: unknown]>;

/** A control server over a simulator that takes everything, or does what `change` says. */
async function using(
  run: (send: Send, pushed: readonly object[], url: string) => Promise<void>,
  change: Partial<DingTalkSimulator> = {},
): Promise<void> {
  const pushed: object[] = [];
  const push = async (body: object) => {
    JSON.stringify(body);
    pushed.push(body);
    return delivered;
  };
  const simulator = { checkUrl: async () => delivered, push, failedEvents: () => [], ...change };
  const complete = (EventType: string) => ({ EventType, full: true });
  const server = await startSimulatorServer({ simulator, port: 0, complete });
  const send: Send = (method, path, body, headers = method === 'POST' ? JSON_TYPE : {}) =>
    new Promise((resolve, reject) => {
      const outgoing = request(server.url + path, { method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () => resolve([response.statusCode, JSON.parse(text) as unknown]));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  try {
    await run(send, pushed, server.url);
  } finally {
    await server.close();
  }
}

describe('the control server', () => {
  it('pushes, checks and tells what failed', () =>
    using(async (send, pushed) => {
      expect(await send('POST', '/push', '{"EventType":"x"}')).toEqual([200, delivered]);
      expect(await send('POST', '/push', '{"EventType":"x","a":1}')).toEqual([200, delivered]);
      expect(pushed).toEqual([
        { EventType: 'x', full: true },
        { EventType: 'x', a: 1 },
      ]);
      expect(await send('POST', '/check-url')).toEqual([200, delivered]);
      expect(await send('GET', '/failed')).toEqual([200, { items: [] }]);
      for (const body of ['', '[]', 'null', '{"EventType":1}'])
        expect((await send('POST', '/push', body))[0]).toBe(400);
      expect((await send('POST', '/push', 'x'.repeat(3 * 1024 * 1024)))[0]).toBe(413);
      expect((await send('GET', '/other'))[0]).toBe(404);
    }));

  it.each<[string, number, Readonly<Record<string, string>>]>([
    ['a form of a web page', 415, { 'content-type': 'text/plain' }],
    ['no content type', 415, {}],
    ['a type that only begins like JSON', 415, { 'content-type': 'application/json-no' }],
    ['the origin of a web page', 403, { ...JSON_TYPE, origin: 'https://evil.example' }],
    ['another server of this machine', 403, { ...JSON_TYPE, origin: 'http://127.0.0.1:1' }],
    ['an opaque origin', 403, { ...JSON_TYPE, origin: 'null' }],
    ['a domain that was made to point here', 403, { ...JSON_TYPE, host: 'evil.example' }],
    ['a domain that begins like localhost', 403, { ...JSON_TYPE, host: 'localhost.evil.example:80' }],
  ])('refuses %s with %i, and pushes nothing', (_, status, headers) =>
    using(async (send, pushed) => {
      expect((await send('POST', '/push', '{"EventType":"x"}', headers))[0]).toBe(status);
      expect((await send('POST', '/check-url', '', headers))[0]).toBe(status);
      if (status === 403) expect((await send('GET', '/failed', undefined, headers))[0]).toBe(403);
      expect(pushed).toEqual([]);
    }),
  );

  it('takes its own origin, localhost and a charset', () =>
    using(async (send, _, url) => {
      const { host } = new URL(url);
      for (const headers of [
        { ...JSON_TYPE, origin: url },
        { ...JSON_TYPE, host: host.replace('127.0.0.1', 'localhost') },
        { ...JSON_TYPE, host: 'localhost' },
        { 'content-type': 'Application/JSON; charset=utf-8' },
      ])
        expect((await send('POST', '/push', '{"EventType":"x"}', headers))[0]).toBe(200);
    }));

  it('refuses JSON that nests too deeply to be written again, and stays alive', () =>
    using(async (send) => {
      const deep = `{"EventType":"x","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      expect((await send('POST', '/push', deep))[0]).toBe(400);
      expect((await send('POST', '/push', '{"EventType":"x"}'))[0]).toBe(200);
    }));

  it('answers 500 when the simulator throws, and stays alive', () =>
    using(
      async (send) => {
        expect((await send('POST', '/check-url'))[0]).toBe(500);
        expect((await send('POST', '/push', '{"EventType":"x"}'))[0]).toBe(200);
      },
      { checkUrl: () => Promise.reject(new Error('no')) },
    ));

  it('keeps at most 256 pushes in flight', () => {
    const finish: (() => void)[] = [];
    const push = () => new Promise<typeof delivered>((resolve) => finish.push(() => resolve(delivered)));
    return using(
      async (send) => {
        const pushes = Array.from({ length: 256 }, () => send('POST', '/push', '{"EventType":"x"}'));
        await until(() => finish.length === 256);
        expect((await send('POST', '/push', '{"EventType":"x"}'))[0]).toBe(503);
        for (const end of finish) end();
        expect((await Promise.all(pushes)).every(([status]) => status === 200)).toBe(true);
        const next = send('POST', '/push', '{"EventType":"x"}');
        await until(() => finish.length === 257);
        finish[256]?.();
        expect((await next)[0]).toBe(200);
      },
      { push },
    );
  });
});
