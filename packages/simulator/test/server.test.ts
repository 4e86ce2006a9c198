import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDingTalkSimulator, createPost, startSimulatorServer } from '../src/index';

const keys = { token: 't', aesKey: 'k'.repeat(43), ownerKey: 'o' };
const random = (size: number) => new Uint8Array(size);

describe('over sockets', () => {
  it('a hub that does not answer in time is a timeout, one that is not there has no connection', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const post = createPost();
    const base = { keys, post, clock: Date.now, random, sleep: async () => {}, deadlineMs: 50 };
    expect(await createDingTalkSimulator({ ...base, url }).checkUrl()).toMatchObject({ reason: 'timeout' });
    silent.closeAllConnections();
    silent.close();
    await once(silent, 'close');
    expect(await createDingTalkSimulator({ ...base, url }).checkUrl()).toMatchObject({ reason: 'connection' });
    post.close();
  });

  it('the control server pushes, checks and tells what failed', async () => {
    const pushed: object[] = [];
    const delivered = { kind: 'delivered', attempts: 1, durationMs: 1 } as const;
    const simulator = {
      checkUrl: async () => delivered,
      push: async (body: object) => {
        pushed.push(body);
        return delivered;
      },
      failedEvents: () => [],
    };
    const server = await startSimulatorServer({
      simulator,
      port: 0,
      complete: (EventType) => ({ EventType, full: true }),
    });
    const send = async (method: string, path: string, body?: string) => {
      const response = await fetch(server.url + path, { method, ...(body === undefined ? {} : { body }) });
      return [response.status, await response.json()];
    };
    expect(await send('POST', '/push', '{"EventType":"x"}')).toEqual([200, delivered]);
    expect(await send('POST', '/push', '{"EventType":"x","a":1}')).toEqual([200, delivered]);
    expect(pushed).toEqual([
      { EventType: 'x', full: true },
      { EventType: 'x', a: 1 },
    ]);
    expect(await send('POST', '/check-url')).toEqual([200, delivered]);
    expect(await send('GET', '/failed')).toEqual([200, { items: [] }]);
    for (const body of ['', '[]', 'null', '{"EventType":1}']) expect((await send('POST', '/push', body))[0]).toBe(400);
    expect((await send('GET', '/other'))[0]).toBe(404);
    await server.close();
  });
});
