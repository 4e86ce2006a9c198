import fc from 'fast-check';
import { createBanGate } from '../../src/dingtalk/index';
import { createPacer } from '../../src/dingtalk/pacing';
import { answer, type Scripted } from './fake-dingtalk';
import { keepingLogger, setUp } from './set-up';
import { createVirtualTime } from './virtual-time';

const BAN = answer('{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}');
const TOO_FAST = { errcode: 90018, errmsg: 'too fast' };

describe('a call', () => {
  it('waits and is sent again when DingTalk says that it was too fast', async () => {
    const { time, fake, connect, apis } = setUp();
    const dingtalk = connect();
    await time.run(dingtalk.tokens.current());
    fake.script.push(TOO_FAST, answer({ code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' }, 403), {
      errcode: -1,
    });
    expect(await time.run(dingtalk.callbacks.get())).toBeUndefined();
    expect(apis().slice(1)).toEqual(Array(4).fill('call_back/get_call_back'));
    for (const [i, slept] of time.slept.entries()) {
      expect(slept).toBeGreaterThanOrEqual(1000 * 2 ** i);
      expect(slept).toBeLessThan(1500 * 2 ** i);
    }
  });

  it('gives up after four times, and says what it waited for', async () => {
    const { time, fake, connect } = setUp();
    const logger = keepingLogger();
    const dingtalk = connect({ logger, patienceMs: 60_000 });
    await time.run(dingtalk.tokens.current());
    fake.script.push(...Array(10).fill(TOO_FAST));
    await expect(time.run(dingtalk.callbacks.get())).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(fake.script).toHaveLength(6);
    expect(logger.lines.join('\n')).toContain('dingtalk_backs_off');
    expect(logger.lines.join('\n')).not.toMatch(/token-1|the-app-secret|https:/);
  });

  it('waits no longer than its patience', async () => {
    const { time, fake, connect } = setUp();
    const dingtalk = connect({ patienceMs: 1500 });
    await time.run(dingtalk.tokens.current());
    fake.script.push(TOO_FAST, TOO_FAST, TOO_FAST);
    await expect(time.run(dingtalk.callbacks.get())).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(time.slept.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(1500);
  });

  it.each<[Scripted, string]>([
    [{ errcode: 90020 }, 'quota_exhausted'],
    [{ errcode: 71008 }, 'unknown_tag'],
    [{ kind: 'failed', code: 'E_TIMEOUT', message: 'm' } as const, 'no_answer'],
    [answer('<html>', 502), 'not_json'],
  ])('that ends in %j is not sent again', async (outcome, kind) => {
    const { time, fake, connect } = setUp();
    const dingtalk = connect();
    await time.run(dingtalk.tokens.current());
    fake.script.push(outcome);
    await expect(time.run(dingtalk.callbacks.get())).rejects.toMatchObject({ kind });
    expect(fake.calls).toHaveLength(2);
  });

  it('is not even sent while the IP address is banned, by any app of the process', async () => {
    const { time, fake, connect } = setUp();
    const ban = createBanGate(time.clock);
    const [one, other] = [connect({ ban }), connect({ ban })];
    fake.script.push(BAN);
    await expect(time.run(one.callbacks.get())).rejects.toMatchObject({ kind: 'ip_banned' });
    expect(fake.calls).toHaveLength(1);
    time.now += 100_000;
    await expect(time.run(other.callbacks.get())).rejects.toMatchObject({ failure: { retryAfterMs: 200_000 } });
    expect(fake.calls).toHaveLength(1);
    // A clock that was set back makes no ban longer than it is.
    time.now -= 10 * 3_600_000;
    await expect(time.run(other.callbacks.get())).rejects.toMatchObject({ failure: { retryAfterMs: 300_000 } });
    time.now += 300_000;
    expect(await time.run(one.callbacks.get())).toBeUndefined();
  });

  it('outlasts a ban when it is patient', async () => {
    const { time, fake, connect } = setUp();
    const dingtalk = connect({ patienceMs: 360_000 });
    fake.script.push(BAN);
    expect(await time.run(dingtalk.callbacks.get())).toBeUndefined();
    expect(time.slept).toContain(300_000);
  });
});

describe('a pacer', () => {
  it('lets no second have more calls than it may, however they come and wherever the second begins', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(400), { minLength: 1, maxLength: 60 }), async (pauses) => {
        const time = createVirtualTime();
        const pacer = createPacer({ clock: time.clock, sleep: time.sleep, perSecond: 5 });
        const sent: number[] = [];
        const all = pauses.map(async (_, i) => {
          await time.sleep(pauses.slice(0, i).reduce((a, b) => a + b, 0) / 4);
          await pacer.take();
          sent.push(time.now);
        });
        await time.run(Promise.all(all));
        for (const at of sent) expect(sent.filter((one) => one >= at && one < at + 1000).length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 30 },
    );
  });

  it('holds a burst of 100 calls below 20 a second, and does not stop when the clock goes back', async () => {
    const { time, fake, connect } = setUp();
    const dingtalk = connect();
    await time.run(dingtalk.tokens.current());
    await time.run(Promise.all(Array.from({ length: 100 }, () => dingtalk.callbacks.get())));
    const at = fake.calls.map((call) => call.at);
    for (const from of at) expect(at.filter((one) => one >= from && one < from + 1000).length).toBeLessThan(20);
    time.now -= 3_600_000;
    await time.run(Promise.all(Array.from({ length: 30 }, () => dingtalk.callbacks.get())));
    expect(Math.max(...time.slept)).toBeLessThanOrEqual(1000);
  });
});
