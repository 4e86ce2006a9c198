import { EventEmitter } from 'node:events';
import type { Client } from 'undici';
import { createConnectionPool, type Lane } from '../src/connection-pool';

const ORIGIN = 'https://hooks.test';

/** A pool of at most two connections to an origin, over clients that do nothing. */
function setUp() {
  const clients: (EventEmitter & { readonly destroy: jest.Mock })[] = [];
  let now = 0;
  const pool = createConnectionPool({
    create: () => {
      const client = Object.assign(new EventEmitter(), { destroy: jest.fn(async () => {}) });
      clients.push(client);
      return client as unknown as Client;
    },
    maxPerOrigin: 2,
    keepMs: 1000,
    clock: () => now,
  });
  /** What was lent, in the order of the wishes. */
  const lent = new Map<string, Lane>();
  const wish = (name: string, origin = ORIGIN) => pool.acquire(origin, (lane) => lent.set(name, lane));
  const which = (name: string) => clients.findIndex((client) => lent.get(name)?.dispatcher === (client as unknown));
  const release = (name: string, isClean: boolean) => lent.get(name)?.release(isClean);
  const pass = (ms: number) => {
    now += ms;
  };
  return { pool, clients, lent, wish, which, release, pass };
}

describe('the pool', () => {
  it('lends the connection that was used last', () => {
    const { wish, which, release, lent } = setUp();
    wish('a');
    wish('b');
    expect([which('a'), which('b'), lent.get('a')?.isKept]).toEqual([0, 1, false]);
    release('b', true);
    release('a', true);
    wish('c');
    expect([which('c'), lent.get('c')?.isKept]).toEqual([0, true]);
  });

  it('lends no more than the limit to one origin; who waits is served in turn', () => {
    const { wish, which, release, lent } = setUp();
    for (const name of ['a', 'b', 'c', 'd']) wish(name);
    wish('other', 'https://other.test');
    expect([...lent.keys()]).toEqual(['a', 'b', 'other']);
    release('b', true);
    expect([which('c'), lent.get('c')?.isKept, lent.has('d')]).toEqual([1, true, false]);
  });

  it('cuts a connection that is not clean, and opens another for who waits', () => {
    const { wish, which, release, clients, lent } = setUp();
    for (const name of ['a', 'b', 'c']) wish(name);
    release('a', false);
    expect(clients[0]?.destroy).toHaveBeenCalled();
    expect([which('c'), lent.get('c')?.isKept, clients.length]).toEqual([2, false, 3]);
  });

  it('serves nobody who has withdrawn', () => {
    const { wish, release, lent, which } = setUp();
    wish('a');
    wish('b');
    const withdraw = wish('c');
    wish('d');
    withdraw();
    release('a', true);
    expect([lent.has('c'), which('d')]).toEqual([false, 0]);
  });

  it('forgets a connection that was closed while idle, but not one that is in use', () => {
    const { wish, which, release, clients } = setUp();
    wish('a');
    wish('b');
    release('a', true);
    for (const client of clients) client.emit('disconnect');
    expect(clients.map(({ destroy }) => destroy.mock.calls.length)).toEqual([1, 0]);
    release('b', true);
    wish('c');
    wish('d');
    expect([which('c'), which('d')]).toEqual([1, 2]);
  });

  it('cuts all that have been idle for too long, and keeps to the limit after that', () => {
    const { wish, which, release, clients, pass, lent } = setUp();
    wish('a');
    wish('b');
    release('a', true);
    pass(600);
    release('b', true);
    pass(1001);
    for (const name of ['c', 'd', 'e']) wish(name);
    expect(clients.map(({ destroy }) => destroy.mock.calls.length)).toEqual([1, 1, 0, 0]);
    expect([which('c'), which('d'), lent.has('e')]).toEqual([2, 3, false]);
    release('c', true);
    expect(which('e')).toBe(2);
  });

  it('cuts what is idle when it is closed', async () => {
    const { wish, release, clients, pool } = setUp();
    wish('a');
    wish('b', 'https://other.test');
    release('a', true);
    release('b', true);
    await pool.close();
    expect(clients.map(({ destroy }) => destroy.mock.calls.length)).toEqual([1, 1]);
  });
});
