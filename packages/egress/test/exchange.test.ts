import type { Dispatcher } from 'undici';
import type { ConnectionPool, Lane } from '../src/connection-pool';
import { exchange } from '../src/exchange';
import { DEFAULT_LIMITS } from '../src/limits';
import { SendFailure } from '../src/send-failure';

const request = { origin: 'https://hooks.test', path: '/', headers: [], body: '' };
const closed = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const controller = {} as Dispatcher.DispatchController;

/** What a connection does with a request. */
type Behaviour = (handler: Dispatcher.DispatchHandler) => void;

const answer: Behaviour = (handler) => {
  handler.onRequestStart?.(controller, undefined);
  handler.onResponseStart?.(controller, 200, {});
  handler.onResponseEnd?.(controller, {});
};
const failUnsent =
  (error: Error = closed()): Behaviour =>
  (handler) =>
    handler.onResponseError?.(controller, error);
const failSent: Behaviour = (handler) => {
  handler.onRequestStart?.(controller, undefined);
  handler.onResponseError?.(controller, closed());
};

/** A pool that lends connections which behave so, one after the other. */
function lending(isKept: boolean, ...behaviours: readonly Behaviour[]) {
  const released: boolean[] = [];
  let lent = 0;
  const pool: ConnectionPool = {
    acquire(_, use) {
      const behave = behaviours[lent++];
      const dispatch: Dispatcher['dispatch'] = (_options, handler) => {
        behave?.(handler);
        return true;
      };
      const lane: Lane = {
        dispatcher: { dispatch } as Dispatcher,
        isKept,
        release: (isClean) => released.push(isClean),
      };
      use(lane);
      return () => {};
    },
    close: async () => {},
  };
  return { pool, released, lent: () => lent };
}

const run = (pool: ConnectionPool) => exchange(pool, request, DEFAULT_LIMITS, 'hooks.test');

describe('a kept connection that turns out to be closed', () => {
  it('is exchanged for another while nothing was written', async () => {
    const { pool, released } = lending(true, failUnsent(), answer);
    expect(await run(pool)).toEqual({ status: 200, headers: {}, body: '' });
    expect(released).toEqual([false, true]);
  });

  it('is exchanged once', async () => {
    const { pool, released, lent } = lending(true, failUnsent(), failUnsent(), answer);
    expect(await run(pool)).toMatchObject({ code: 'E_CONNECTION' });
    expect([released, lent()]).toEqual([[false, false], 2]);
  });

  it('is not exchanged once something was written', async () => {
    const { pool, lent } = lending(true, failSent, answer);
    expect(await run(pool)).toMatchObject({ code: 'E_CONNECTION' });
    expect(lent()).toBe(1);
  });

  it('is not exchanged for what connecting anew has come to', async () => {
    const blocked = new SendFailure('E_BLOCKED_ADDRESS', 'hooks.test is 10.0.0.1.');
    const { pool, lent } = lending(true, failUnsent(blocked), answer);
    expect(await run(pool)).toBe(blocked);
    expect(lent()).toBe(1);
  });
});

describe('a new connection', () => {
  it('is tried once', async () => {
    const { pool, lent } = lending(false, failUnsent(), answer);
    expect(await run(pool)).toMatchObject({ code: 'E_CONNECTION' });
    expect(lent()).toBe(1);
  });
});
