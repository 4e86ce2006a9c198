import { APP, callbackOf, KEYS, using } from './harness';

const event = {
  EventType: 'user_add_org',
  eventId: 'e1',
  UserId: ['u1'],
  TimeStamp: '1763900000000',
  CorpId: APP.corpId,
};

describe('the push to a registered callback', () => {
  it('comes sealed for the corpId, once', () =>
    using(async ({ hub, push, register, waits }) => {
      await register('user_add_org');
      expect(await push(APP.appKey, event)).toEqual({ kind: 'delivered', attempts: 1, durationMs: 0 });
      expect(hub.received).toEqual([{ event, keys: KEYS, text: JSON.stringify(event) }]);
      expect(waits).toEqual([]);
    }));

  it('does not come for other tags, nor before registration, nor after deletion', () =>
    using(async ({ hub, get, token, push, register }) => {
      expect(await push(APP.appKey, event)).toEqual({ kind: 'not_subscribed' });
      await register('check_in');
      expect(await push(APP.appKey, event)).toEqual({ kind: 'not_subscribed' });
      expect(await push(APP.appKey, { EventType: 'check_url' })).toEqual({ kind: 'not_subscribed' });
      await get('/call_back/delete_call_back', await token());
      expect(await push(APP.appKey, { EventType: 'check_in' })).toEqual({ kind: 'not_subscribed' });
      expect(hub.received).toEqual([]);
    }));

  it('is retried after 10 s and 30 s with the same text, and is over with the first success', () =>
    using(async ({ hub, push, register, waits, failures }) => {
      await register('user_add_org');
      hub.script.push('hang', 503, 'success');
      expect(await push(APP.appKey, event)).toMatchObject({ kind: 'delivered', attempts: 3 });
      expect(waits).toEqual([10_000, 30_000]);
      expect(hub.received.map(({ text }) => text)).toEqual(Array(3).fill(JSON.stringify(event)));
      expect(failures(APP.appKey)).toEqual([]);
    }));

  it('is kept after the last retry', () =>
    using(async ({ hub, push, register, failures, apps }) => {
      await register('user_add_org');
      hub.script.push(500, 'plain', 'something else');
      expect(await push(APP.appKey, event)).toMatchObject({ kind: 'failed', attempts: 3, reason: 'not_success' });
      expect(failures(APP.appKey)).toMatchObject([{ id: 1, tag: 'user_add_org', corpId: APP.corpId, event }]);
      expect(apps()[0]).toMatchObject({ waiting: 1 });
    }));

  it('goes with a retry to what is registered by then', () => {
    let update = async () => {};
    return using(
      async ({ hub, post, token, push, register }) => {
        await register('user_add_org');
        hub.script.push(500);
        update = async () => {
          await post('/call_back/update_call_back', callbackOf(`${hub.url}?v=2`, ['user_add_org']), await token());
        };
        expect(await push(APP.appKey, event)).toMatchObject({ kind: 'delivered', attempts: 2 });
        expect(hub.received.map((one) => one.event.EventType)).toEqual(['user_add_org', 'check_url', 'user_add_org']);
      },
      { sleep: () => update() },
    );
  });

  it('stops with the server', () => {
    let wake = () => {};
    let asleep = () => {};
    const sleeping = new Promise<void>((resolve) => {
      asleep = resolve;
    });
    const sleep = () => {
      asleep();
      return new Promise<void>((resolve) => {
        wake = resolve;
      });
    };
    return using(
      async ({ hub, push, register, close, waits }) => {
        await register('user_add_org');
        hub.script.push(500);
        const result = push(APP.appKey, event);
        await sleeping;
        await close();
        wake();
        expect(await result).toMatchObject({ kind: 'failed', reason: 'connection' });
        expect([hub.received.length, waits]).toEqual([1, []]);
      },
      { sleep, retryDelaysMs: [1] },
    );
  });

  it('is an error for an application that there is not', () =>
    using(async ({ push, failures }) => {
      await expect(push('nobody', event)).rejects.toThrow('nobody');
      expect(failures('nobody')).toBeUndefined();
    }));
});
