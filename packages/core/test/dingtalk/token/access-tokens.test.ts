import type { JsonObject } from '@dinghub/core';
import type { DingTalkApp } from '../../../src/dingtalk/index';
import { answer, SECRETS } from '../fake-dingtalk';
import { keepingLogger, setUp } from '../set-up';

const MINUTE = 60_000;
const KEY = { partition: 'dingtalk#default', sort: 'token' };
const fetches = (apis: readonly string[]) => apis.filter((api) => /token/i.test(api)).length;

describe('an access token', () => {
  it.each<[Partial<DingTalkApp>, string]>([
    [{}, 'gettoken'],
    [{ tokenApi: 'new' }, 'v1.0/oauth2/accessToken'],
    [{ corpId: 'dingcorp' }, 'v1.0/oauth2/dingcorp/token'],
  ])('of an app with %j comes from %s', async (more, api) => {
    const { time, connect, apis } = setUp();
    const { tokens } = connect({ app: { name: 'default', ...SECRETS, ...more } });
    expect(await time.run(tokens.current())).toBe('token-1');
    expect(apis()).toEqual([api]);
  });

  it('is fetched once for 50 callers of one process, and for 50 processes', async () => {
    const { time, connect, apis } = setUp();
    const { tokens } = connect();
    const many = await time.run(Promise.all(Array.from({ length: 50 }, () => tokens.current())));
    expect(new Set(many)).toEqual(new Set(['token-1']));
    expect(fetches(apis())).toBe(1);

    const { time: later, connect: start, apis: asked } = setUp();
    const instances = Array.from({ length: 50 }, () => start());
    const all = await later.run(Promise.all(instances.map((one) => one.tokens.current())));
    expect(new Set(all)).toEqual(new Set(['token-1']));
    expect(fetches(asked())).toBe(1);
  });

  it('is fetched anew before its end by one, while all others use the old one', async () => {
    const { time, connect, apis } = setUp();
    const instances = Array.from({ length: 50 }, () => connect());
    await time.run(Promise.all(instances.map((one) => one.tokens.current())));
    time.now += 111 * MINUTE;
    const all = await time.run(Promise.all(instances.map((one) => one.tokens.current())));
    expect(fetches(apis())).toBe(2);
    expect(all.filter((token) => token === 'token-2')).toHaveLength(1);
    expect(all.filter((token) => token === 'token-1')).toHaveLength(49);
    expect(await time.run(connect().tokens.current())).toBe('token-2');
  });

  it('is used to its end when no other can be had, with a pause between the tries', async () => {
    const { time, fake, connect, apis } = setUp();
    const { tokens } = connect();
    await time.run(tokens.current());
    time.now += 115 * MINUTE;
    fake.script.push(answer('<html>', 502));
    expect(await time.run(tokens.current())).toBe('token-1');
    expect(await time.run(tokens.current())).toBe('token-1');
    expect(fetches(apis())).toBe(2);
    time.now += MINUTE;
    expect(await time.run(tokens.current())).toBe('token-2');
    time.now += 120 * MINUTE;
    fake.script.push(answer('<html>', 502));
    await expect(time.run(tokens.current())).rejects.toMatchObject({ kind: 'not_json' });
  });

  it('is fetched by somebody else when the one who should has died', async () => {
    const { time, fake, connect } = setUp();
    const dead = connect({ http: () => new Promise(() => {}) });
    dead.tokens.current().catch(() => {});
    await new Promise(setImmediate);
    const startedAt = time.now;
    const { tokens } = connect();
    expect(await time.run(tokens.current())).toBe('token-1');
    expect(time.now - startedAt).toBeLessThanOrEqual(31_000);
    expect(fake.calls).toHaveLength(1);
  });

  it('is forgotten only while it is still the same', async () => {
    const { time, connect } = setUp();
    const [one, other] = [connect(), connect()];
    await time.run(one.tokens.current());
    await one.tokens.forget('token-1');
    expect(await time.run(other.tokens.current())).toBe('token-2');
    await one.tokens.forget('token-1');
    expect(await time.run(one.tokens.current())).toBe('token-2');
  });

  it('that was forgotten is not given out by whoever was on the way with it', async () => {
    const { time, store, connect } = setUp();
    let open = () => {};
    const slow = { ...store, get: store.get };
    const { tokens } = connect({ store: slow });
    await time.run(tokens.current());
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    slow.get = async (key) => {
      const record = await store.get(key);
      await gate;
      return record;
    };
    const { tokens: held } = connect({ store: slow });
    const before = held.current();
    slow.get = store.get;
    await connect().tokens.forget('token-1');
    await held.forget('token-1');
    const after = held.current();
    open();
    expect(await time.run(before)).toBe('token-1');
    expect(await time.run(after)).toBe('token-2');
  });

  it('is fetched anew by one when the clock goes back, since nobody knows its end any longer', async () => {
    const { time, connect, apis } = setUp();
    const instances = Array.from({ length: 20 }, () => connect());
    await time.run(instances[0]?.tokens.current() ?? Promise.reject());
    time.now -= 24 * 60 * MINUTE;
    const all = await time.run(Promise.all(instances.map((one) => one.tokens.current())));
    expect(fetches(apis())).toBe(2);
    expect(new Set(all)).toEqual(new Set(['token-1', 'token-2']));
    expect(await time.run(connect().tokens.current())).toBe('token-2');
    expect(fetches(apis())).toBe(2);
  });

  it('does not wait for a lease that a clock ahead of ours has taken', async () => {
    const { time, connect } = setUp();
    connect({ clock: () => time.now + 10 * 60 * MINUTE, http: () => new Promise(() => {}) })
      .tokens.current()
      .catch(() => {});
    await new Promise(setImmediate);
    expect(await time.run(connect().tokens.current())).toBe('token-1');
    expect(time.slept).toEqual([]);
  });

  it('that lives for a minute is not fetched anew with every call', async () => {
    const { time, fake, connect, apis } = setUp();
    fake.lifetimeSeconds = 60;
    const { tokens } = connect();
    for (let i = 0; i < 5; i++) {
      await time.run(tokens.current());
      time.now += 8000;
    }
    expect(fetches(apis())).toBe(1);
  });

  it('lives for two hours where DingTalk does not say for how long', async () => {
    const { time, fake, connect, apis } = setUp();
    fake.script.push({ errcode: 0, access_token: 't', expires_in: { toString: 1 } });
    const { tokens } = connect();
    expect(await time.run(tokens.current())).toBe('t');
    time.now += 6_000_000;
    expect(await time.run(tokens.current())).toBe('t');
    expect(fetches(apis())).toBe(1);
  });

  it('of another AppKey, another API or another secret is not taken for it', async () => {
    const { time, connect, apis } = setUp();
    await time.run(connect().tokens.current());
    await time.run(connect({ app: { name: 'default', ...SECRETS, tokenApi: 'new' } }).tokens.current());
    expect(fetches(apis())).toBe(2);
    const wrong = connect({ app: { name: 'default', ...SECRETS, tokenApi: 'new', appSecret: 'another' } });
    await expect(time.run(wrong.tokens.current())).rejects.toMatchObject({ kind: 'bad_credentials' });
  });

  it('says that the secret is wrong, not the token, when it is the secret', async () => {
    const { time, connect } = setUp();
    const { tokens } = connect({ app: { name: 'default', appKey: 'dingkey', appSecret: 'wrong' } });
    await expect(time.run(tokens.current())).rejects.toMatchObject({
      kind: 'bad_credentials',
      failure: { errcode: '40001', advice: { en: expect.stringContaining('AppSecret') } },
    });
  });

  it.each<[JsonObject]>([[{ errcode: 0 }], [{ errcode: 0, access_token: '' }], [{ errcode: 0, access_token: 7 }]])(
    'missing from %j is an error',
    async (body) => {
      const { time, fake, connect } = setUp();
      fake.script.push(body);
      await expect(time.run(connect().tokens.current())).rejects.toMatchObject({ kind: 'bad_answer' });
    },
  );

  it('is nowhere in the store and nowhere in the log', async () => {
    const { time, store, connect } = setUp();
    const logger = keepingLogger();
    const { tokens } = connect({ logger });
    await time.run(tokens.current());
    await tokens.forget('token-1');
    await time.run(tokens.current());
    const record = await store.get(KEY);
    expect(JSON.stringify(record)).not.toMatch(/token-\d/);
    expect(record?.value.sealed).toEqual(expect.any(String));
    expect(logger.lines.join('\n')).not.toMatch(/token-\d|the-app-secret/);
  });

  it('that was changed in the store is fetched anew', async () => {
    const { time, store, connect } = setUp();
    await time.run(connect().tokens.current());
    const record = await store.get(KEY);
    if (record === undefined) throw new Error('There is no record.');
    await store.replace({ ...record, value: { ...record.value, sealed: 'AAAA' } });
    expect(await time.run(connect().tokens.current())).toBe('token-2');
  });
});

describe('a call whose token DingTalk does not know', () => {
  it.each([[40014], [42001], ['40001'], [33001]])('with %s is made once more with another', async (errcode) => {
    const { time, fake, connect, apis } = setUp();
    const dingtalk = connect();
    await time.run(dingtalk.tokens.current());
    fake.script.push({ errcode, errmsg: 'token' });
    expect(await time.run(dingtalk.callbacks.get())).toBeUndefined();
    expect(apis()).toEqual(['gettoken', 'call_back/get_call_back', 'gettoken', 'call_back/get_call_back']);
    expect(fake.calls[3]?.request.url).toContain('token-2');
  });

  it('and not the next one either fails', async () => {
    const { time, fake, connect } = setUp();
    const dingtalk = connect();
    await time.run(dingtalk.tokens.current());
    fake.tokens.clear();
    fake.script.push(undefined, undefined, { errcode: 42001, errmsg: 'token-2 has expired' });
    await expect(time.run(dingtalk.callbacks.get())).rejects.toMatchObject({
      kind: 'token_invalid',
      failure: { errmsg: '*** has expired' },
    });
    expect(fake.calls).toHaveLength(4);
  });

  it('makes 50 callers fetch one other token', async () => {
    const { time, fake, connect, apis } = setUp();
    const instances = Array.from({ length: 50 }, () => connect());
    await time.run(Promise.all(instances.map((one) => one.tokens.current())));
    fake.tokens.clear();
    await time.run(Promise.all(instances.map((one) => one.callbacks.get())));
    expect(fetches(apis().filter((api) => api === 'gettoken'))).toBe(2);
  });
});
