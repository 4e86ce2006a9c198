import { silentLogger } from '@dinghub/core';
import { createSecretCache, resolveSecrets } from '../src/secrets';

const MINUTE = 60_000;

function setUp() {
  const state = { now: 1_000_000, loads: 0, down: false };
  const load = async () => {
    state.loads++;
    if (state.down) throw new Error('SSM is down');
    return state.loads;
  };
  return { state, get: createSecretCache({ load, clock: () => state.now, logger: silentLogger }) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the cache of secrets', () => {
  it('loads once for many concurrent callers, and not again for five minutes', async () => {
    const { state, get } = setUp();
    await Promise.all([get(), get(), get()]);
    state.now += 5 * MINUTE - 1;
    expect([await get(), state.loads]).toEqual([1, 1]);
  });

  it('answers with the old value while it refreshes, then with the new one', async () => {
    const { state, get } = setUp();
    await get();
    state.now += 5 * MINUTE;
    expect(await get()).toBe(1);
    await settle();
    expect(await get()).toBe(2);
  });

  it('serves the old value for as long as SSM is down', async () => {
    const { state, get } = setUp();
    await get();
    state.down = true;
    state.now += 60 * MINUTE;
    for (let i = 0; i < 3; i++) {
      expect(await get()).toBe(1);
      await settle();
    }
    state.down = false;
    await get();
    await settle();
    expect(await get()).toBe(state.loads);
  });

  it('fails while there has never been a value, and recovers', async () => {
    const { state, get } = setUp();
    state.down = true;
    await expect(get()).rejects.toThrow('SSM is down');
    state.down = false;
    expect(await get()).toBe(2);
  });

  it('refreshes when the clock has gone back', async () => {
    const { state, get } = setUp();
    await get();
    state.now = 0;
    await get();
    await settle();
    expect(state.loads).toBe(2);
  });
});

describe('resolveSecrets', () => {
  it('replaces names by values, each name fetched once, and leaves the rest', async () => {
    const fetched: (readonly string[])[] = [];
    const env = { DINGTALK_TOKEN: '/t', DINGTALK_AES_KEY: '/t', HOME: '/h' };
    const resolved = await resolveSecrets(env, async (names) => {
      fetched.push(names);
      return new Map([['/t', 'value']]);
    });
    expect(resolved).toEqual({ DINGTALK_TOKEN: 'value', DINGTALK_AES_KEY: 'value', HOME: '/h' });
    expect(fetched).toEqual([['/t']]);
  });
});
