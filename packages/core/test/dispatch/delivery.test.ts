import type { Delivery } from '@dinghub/core/dispatch';
import type { HubEvent } from '../../src/index';
import { answer, createWorld, receipts, START, stillDue, userEvent, type World, webhookTo } from './simulation';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

async function setUp(...documents: readonly object[]) {
  const world = createWorld();
  const dispatch = world.start();
  for (const document of documents) await dispatch.subscriptions.create(document);
  const publish = async (...events: readonly HubEvent[]) => {
    await dispatch.publish(events);
    await world.drain(dispatch);
  };
  const delivery = async (event: string, subscription: string): Promise<Delivery> => {
    const found = await dispatch.deliveries.get(event, subscription);
    if (found === undefined) throw new Error('There is no such delivery.');
    return found;
  };
  return { world, dispatch, publish, delivery };
}

async function operational(world: World, type: string): Promise<HubEvent[]> {
  const day = (at: number) => `events#${new Date(at).toISOString().slice(0, 10)}`;
  const found: HubEvent[] = [];
  for (let at = START; at <= world.now + DAY; at += DAY) {
    const { items } = await world.store.query({ index: 'timeline', name: day(at) }, { limit: 1000 });
    found.push(...items.map(({ value }) => value as unknown as HubEvent).filter((event) => event.type === type));
  }
  return found;
}

describe('a delivery', () => {
  it('goes to every subscription whose pattern fits and to no other, once', async () => {
    const { world, publish, delivery } = await setUp(
      webhookTo('all'),
      webhookTo('users', { pattern: { type: [{ prefix: 'user_' }] } }),
      webhookTo('approvals', { pattern: { type: ['bpms_instance_change'] } }),
    );
    await publish(userEvent('e1'));
    await publish(userEvent('e1'));
    expect(receipts(world, 'e1')).toEqual({ all: 1, users: 1 });
    expect(await delivery('e1', 'all')).toMatchObject({ state: 'delivered', tries: 1, attempts: [{ status: 200 }] });
    expect(await stillDue(world)).toEqual([]);
  });

  it('is tried eleven times in about 75 hours, then it is a dead letter that the hub tells of', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('down'));
    world.receive = () => answer(500, {}, 'no');
    await publish(userEvent('e1'));
    await world.live(dispatch, 100 * HOUR);
    const { state, reason, attempts } = await delivery('e1', 'down');
    expect([state, reason, attempts.length]).toEqual(['dead', 'attempts_exhausted', 11]);
    const took = (attempts.at(-1)?.startedAt ?? 0) - (attempts[0]?.startedAt ?? 0);
    expect(took / HOUR).toBeGreaterThan(75.6 * 0.8);
    expect(took / HOUR).toBeLessThan(75.6 * 1.25);
    expect(new Set(world.sent.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['e1']));
    expect(await operational(world, 'dinghub.delivery.dead')).toMatchObject([
      { source: 'dinghub', subject: 'subscription/down', data: { subscription: 'down', event: 'e1', attempts: 11 } },
    ]);
    expect(await stillDue(world)).toEqual([]);
  });

  it('keeps with each attempt when, how long, what came, the first 2 KiB of it, and what is next', async () => {
    const { world, publish, delivery } = await setUp(webhookTo('a'));
    world.receive = () => answer(503, { 'retry-after': '8' }, '错'.repeat(2000));
    await publish(userEvent('e1'));
    const [attempt] = (await delivery('e1', 'a')).attempts;
    expect(attempt).toMatchObject({ startedAt: START, durationMs: 5, status: 503, code: 'E_HTTP' });
    expect(attempt?.nextAttemptAt).toBe(START + 8000);
    expect(attempt?.response).toBe('错'.repeat(682));
  });

  it('that another worker has is left alone until its lease is over', async () => {
    const { world, dispatch, delivery } = await setUp(webhookTo('a'));
    let finish = (): void => {};
    world.receive = () =>
      new Promise((resolve) => {
        finish = () => resolve(answer(200));
      });
    await dispatch.publish([userEvent('e1')]);
    await dispatch.worker.run({ kind: 'dispatch', event: 'e1' });
    const task = { kind: 'deliver', event: 'e1', subscription: 'a' } as const;
    const running = dispatch.worker.run(task);
    await new Promise((resolve) => setImmediate(resolve));
    await dispatch.worker.run(task);
    expect(world.sent).toHaveLength(1);
    finish();
    await running;
    expect((await delivery('e1', 'a')).state).toBe('delivered');
  });

  it('does not multiply its tasks, however often the queue repeats them while it waits', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    world.receive = () => answer(500);
    world.copies = () => 3;
    await publish(userEvent('e1'));
    for (let i = 0; i < 30; i++) {
      await world.live(dispatch, 10 * MINUTE);
      expect(world.queued.length).toBeLessThan(10);
    }
  });

  it('is tried for at least 75 hours whatever its receiver asks for, and not for ever', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    world.receive = () => answer(503, { 'retry-after': '999999999' });
    await publish(userEvent('e1'));
    await world.live(dispatch, 200 * HOUR);
    const { state, attempts } = await delivery('e1', 'a');
    const took = ((attempts.at(-1)?.startedAt ?? 0) - START) / HOUR;
    expect(state).toBe('dead');
    expect(took).toBeGreaterThan(75);
    expect(took).toBeLessThan(95);
  });

  it('that a clock which was ahead has put off for years can be made anew', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    world.receive = () => answer(500);
    world.now += 1000 * DAY;
    await publish(userEvent('e1'));
    world.now -= 1000 * DAY;
    world.receive = () => answer(200);
    expect(await dispatch.replays.delivery('e1', 'a')).toBe('opened');
    await world.drain(dispatch);
    expect((await delivery('e1', 'a')).state).toBe('delivered');
  });

  it('whose event is gone from the store is a dead letter, not an endless wait', async () => {
    const { world, dispatch, delivery } = await setUp(webhookTo('a'));
    await dispatch.publish([userEvent('e1')]);
    await dispatch.worker.run({ kind: 'dispatch', event: 'e1' });
    const record = await world.store.get({ partition: 'event#e1', sort: 'event' });
    await world.store.remove({ partition: 'event#e1', sort: 'event' }, record?.version ?? 0);
    await world.live(dispatch, HOUR);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'dead', reason: 'event_missing', tries: 0 });
  });

  it('is not what an unknown or malformed task makes', async () => {
    const { world, dispatch } = await setUp(webhookTo('a'));
    await dispatch.worker.run({ kind: 'dispatch', event: 'nothing' });
    await dispatch.worker.run({ kind: 'deliver', event: 'nothing', subscription: 'a' });
    expect(world.sent).toEqual([]);
  });
});

describe('a subscription', () => {
  it('that is paused gets its events when it is resumed, and waiting is no failed attempt', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    await dispatch.subscriptions.pause('a');
    await publish(userEvent('e1'));
    await world.live(dispatch, 3 * HOUR);
    expect(world.sent).toEqual([]);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'pending', waiting: 'paused', tries: 0 });
    await dispatch.subscriptions.resume('a');
    await world.drain(dispatch);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'delivered', tries: 1 });
  });

  it('that is paused for weeks gets everything all the same', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    await dispatch.subscriptions.pause('a');
    await publish(userEvent('e1'));
    await world.live(dispatch, 20 * DAY);
    expect(world.sent).toEqual([]);
    // Resumed without being woken, as where there is more than fits into a few seconds.
    const record = await world.store.get({ partition: 'subscriptions', sort: 'a' });
    if (record) await world.store.replace({ ...record, value: { ...record.value, state: 'active' } });
    await world.live(dispatch, HOUR);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'delivered', tries: 1 });
  });

  it('that takes the name of a deleted one gets nothing that was meant for that', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    world.receive = () => answer(500);
    await publish(userEvent('e1'));
    await dispatch.subscriptions.remove('a');
    world.now += 5 * MINUTE;
    await dispatch.subscriptions.create(webhookTo('a', { pattern: { type: ['check_in'] } }));
    world.receive = () => answer(200);
    const sent = world.sent.length;
    await world.live(dispatch, HOUR);
    expect(world.sent).toHaveLength(sent);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'cancelled', reason: 'subscription_deleted' });
  });

  it('that takes the name of a deleted one has its own pattern at once', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a', { pattern: { type: ['old'] } }));
    await publish(userEvent('e1', { type: 'old' }));
    await dispatch.subscriptions.remove('a');
    await dispatch.subscriptions.create(webhookTo('a', { pattern: { type: ['new'] } }));
    await publish(userEvent('e2', { type: 'old' }), userEvent('e3', { type: 'new' }));
    expect([receipts(world, 'e2'), receipts(world, 'e3')]).toEqual([{}, { a: 1 }]);
  });

  it('that was resumed elsewhere is not taken for paused or disabled by a worker that has not heard of it', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    const api = world.start();
    await dispatch.subscriptions.pause('a');
    await publish(userEvent('e1'));
    await api.subscriptions.resume('a');
    await world.drain(dispatch);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'delivered' });
    await dispatch.subscriptions.disable('a', 'test');
    await publish(userEvent('e2'));
    await api.subscriptions.resume('a');
    await api.replays.event('e2', 'a');
    await world.drain(dispatch);
    expect(await delivery('e2', 'a')).toMatchObject({ state: 'delivered' });
  });

  it('that has another receiver by now is not disabled by a late 410 of the one before', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    const { id: _, ...next } = webhookTo('b') as { id: string };
    world.receive = async ({ url }) => {
      if (!url.includes('a.example')) return answer(200);
      await world.start().subscriptions.update('a', next);
      return answer(410);
    };
    await publish(userEvent('e1'));
    expect(await dispatch.subscriptions.get('a')).toMatchObject({ state: 'active' });
    world.now += MINUTE;
    await world.live(dispatch, HOUR);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'delivered', tries: 2 });
    expect(await operational(world, 'dinghub.subscription.disabled')).toEqual([]);
  });

  it('that is disabled twice is told of twice, also after it was deleted and made anew', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    world.receive = () => answer(410);
    await publish(userEvent('e1'));
    await dispatch.subscriptions.remove('a');
    await dispatch.subscriptions.create(webhookTo('a'));
    await publish(userEvent('e2'));
    expect(await operational(world, 'dinghub.subscription.disabled')).toHaveLength(2);
  });

  it('with an in-flight limit never has more than that, however often the queue repeats its tasks', async () => {
    const { world, dispatch } = await setUp(webhookTo('a', { maxInFlight: 1 }));
    let [now, most] = [0, 0];
    world.receive = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
      return answer(200);
    };
    await dispatch.publish(['e1', 'e2', 'e3'].map((id) => userEvent(id)));
    for (const id of ['e1', 'e2', 'e3']) await dispatch.worker.run({ kind: 'dispatch', event: id });
    const tasks = ['e1', 'e2', 'e1', 'e3', 'e1', 'e2'].map(
      (event) => ({ kind: 'deliver', event, subscription: 'a' }) as const,
    );
    await Promise.all(tasks.map((task) => dispatch.worker.run(task)));
    await world.live(dispatch, HOUR);
    expect(most).toBe(1);
    expect(world.sent).toHaveLength(3);
  });

  it('that answers 410 is disabled, and the hub tells so; what waited for it is dead', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    world.receive = () => answer(503);
    await publish(userEvent('e1'));
    world.receive = () => answer(410);
    await publish(userEvent('e2'));
    expect(await delivery('e2', 'a')).toMatchObject({ state: 'dead', reason: 'gone', tries: 1 });
    expect(await dispatch.subscriptions.get('a')).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
    await world.live(dispatch, MINUTE);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'dead', reason: 'subscription_disabled' });
    expect(await operational(world, 'dinghub.subscription.disabled')).toMatchObject([{ data: { reason: 'gone' } }]);
    await publish(userEvent('e3'));
    expect(await dispatch.deliveries.get('e3', 'a')).toBeUndefined();
  });

  it('that has only failed for five days is disabled', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    world.receive = () => answer(500);
    for (let day = 0; day < 6; day++) {
      await publish(userEvent(`e${day}`));
      await world.live(dispatch, DAY);
    }
    expect(await dispatch.subscriptions.get('a')).toMatchObject({ state: 'disabled', disabledReason: 'failing' });
    expect(await operational(world, 'dinghub.subscription.disabled')).toMatchObject([{ data: { reason: 'failing' } }]);
    await world.live(dispatch, DAY);
    expect(await stillDue(world)).toEqual([]);
  });

  it('that was deleted has its waiting deliveries cancelled', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    world.receive = () => answer(500);
    await publish(userEvent('e1'));
    await dispatch.subscriptions.remove('a');
    await world.live(dispatch, HOUR);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'cancelled', reason: 'subscription_deleted' });
  });

  it('with a rate limit gets no more than that, and everything in the end, without a failed attempt', async () => {
    const { world, dispatch, publish, delivery } = await setUp(
      webhookTo('a', { rateLimit: { count: 2, perSeconds: 60 } }),
    );
    const at: number[] = [];
    world.receive = () => {
      at.push(world.now);
      return answer(200);
    };
    await publish(...Array.from({ length: 7 }, (_, i) => userEvent(`e${i}`)));
    await world.live(dispatch, HOUR);
    expect(at).toHaveLength(7);
    at.forEach((time) => {
      expect(at.filter((other) => other >= time && other < time + MINUTE).length).toBeLessThanOrEqual(4);
    });
    expect(at.filter((time) => time < START + MINUTE)).toHaveLength(2);
    for (let i = 0; i < 7; i++) expect(await delivery(`e${i}`, 'a')).toMatchObject({ state: 'delivered', tries: 1 });
  });

  it('whose receiver keeps failing is left alone by its breaker, and probed until it is well again', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'), webhookTo('b'));
    let up = false;
    world.receive = ({ headers }) => answer(up || headers['dinghub-subscription'] === 'b' ? 200 : 500);
    const ids = Array.from({ length: 40 }, (_, i) => `e${i}`);
    await publish(...ids.map((id) => userEvent(id)));
    const toA = () => world.sent.filter(({ headers }) => headers['dinghub-subscription'] === 'a').length;
    expect(toA()).toBe(10);
    await world.live(dispatch, 5 * MINUTE);
    expect(toA()).toBeLessThan(25);
    expect(await operational(world, 'dinghub.breaker.opened')).toHaveLength(1);
    up = true;
    await world.live(dispatch, 2 * HOUR);
    for (const id of ids) {
      expect(await delivery(id, 'a')).toMatchObject({ state: 'delivered' });
      expect(await delivery(id, 'b')).toMatchObject({ state: 'delivered', tries: 1 });
    }
    expect(await stillDue(world)).toEqual([]);
  });

  it('that a worker has not heard of yet still gets a delivery that is open', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    await publish(userEvent('e1'));
    const other = world.start();
    await other.subscriptions.create(webhookTo('new'));
    await other.replays.event('e1', 'new');
    await world.drain(dispatch);
    expect(receipts(world, 'e1')).toEqual({ a: 1, new: 1 });
  });

  it('that was changed elsewhere is seen by every worker within a minute', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    await publish(userEvent('e1'));
    await world.start().subscriptions.create(webhookTo('b'));
    world.now += MINUTE;
    await publish(userEvent('e2'));
    expect(receipts(world, 'e2')).toEqual({ a: 1, b: 1 });
    expect(dispatch).toBeDefined();
  });
});

describe('what the hub tells of itself', () => {
  it('reaches whoever subscribed to it, and never feeds itself', async () => {
    const ops = { pattern: { source: ['dinghub'] } };
    const { world, dispatch, publish } = await setUp(webhookTo('a'), webhookTo('ops', ops), webhookTo('ops2', ops));
    world.receive = ({ headers }) => answer(headers['dinghub-subscription'] === 'ops' ? 200 : 500);
    for (let i = 0; i < 12; i++) await publish(userEvent(`e${i}`));
    await world.live(dispatch, 12 * DAY);
    const told = world.sent
      .filter(({ headers }) => headers['dinghub-subscription'] === 'ops')
      .map(({ body }) => (JSON.parse(body) as HubEvent).type);
    expect(told.filter((type) => type === 'dinghub.delivery.dead')).toHaveLength(12);
    expect(told).toContain('dinghub.breaker.opened');
    expect(told.filter((type) => type === 'dinghub.subscription.disabled').length).toBeLessThanOrEqual(2);
    const dead = await operational(world, 'dinghub.delivery.dead');
    expect(dead.filter(({ data }) => data.subscription !== 'a')).toEqual([]);
    expect(await stillDue(world)).toEqual([]);
  });
});

describe('a replay', () => {
  it('makes everything dead of a subscription anew, after a dry run that changes nothing', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'), webhookTo('b'));
    world.receive = ({ headers }) => answer(headers['dinghub-subscription'] === 'a' ? 500 : 200);
    await publish(userEvent('e1'), userEvent('e2'));
    await world.live(dispatch, 100 * HOUR);
    const request = { subscription: 'a', state: 'dead' as const };
    expect(await dispatch.replays.run({ ...request, dryRun: true })).toEqual({
      examined: 2,
      matched: 2,
      replayed: 2,
      pending: 0,
    });
    expect((await delivery('e1', 'a')).state).toBe('dead');
    world.receive = () => answer(200);
    expect(await dispatch.replays.run(request)).toMatchObject({ matched: 2, replayed: 2 });
    await world.drain(dispatch);
    expect(await delivery('e1', 'a')).toMatchObject({ state: 'delivered', trigger: 'replay', tries: 1 });
    expect((await delivery('e1', 'a')).attempts).toHaveLength(12);
    expect(receipts(world, 'e1').b).toBe(1);
    expect(await dispatch.replays.run(request)).toMatchObject({ matched: 0 });
  });

  it('brings a new subscription the events that it missed, and only those that it wants', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    await publish(userEvent('e1'), userEvent('e2', { type: 'check_in' }));
    world.now += DAY;
    await publish(userEvent('e3'));
    await dispatch.subscriptions.create(webhookTo('new', { pattern: { type: ['user_add_org'] } }));
    world.now += MINUTE;
    await publish(userEvent('e4'));
    expect(await dispatch.replays.run({ subscription: 'new', state: 'missed', since: START - 1 })).toMatchObject({
      examined: 4,
      matched: 2,
      replayed: 2,
    });
    await world.drain(dispatch);
    const got = world.sent.filter(({ headers }) => headers['dinghub-subscription'] === 'new');
    expect(got.map(({ headers }) => headers['webhook-id']).sort()).toEqual(['e1', 'e3', 'e4']);
  });

  it('keeps to a time range and a pattern', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    await publish(userEvent('e1'));
    world.now += HOUR;
    await publish(userEvent('e2'), userEvent('e3', { corpid: 'other' }));
    const request = { subscription: 'a', since: START + HOUR, pattern: { corpid: ['dingcorp'] } };
    expect(await dispatch.replays.run(request)).toMatchObject({ examined: 2, matched: 1, replayed: 1 });
    await world.drain(dispatch);
    expect(receipts(world, 'e1')).toEqual({ a: 1 });
    expect(receipts(world, 'e2')).toEqual({ a: 2 });
    expect(receipts(world, 'e3')).toEqual({ a: 1 });
  });

  it('of no one subscription is for every one that wants the events, the disabled ones left out', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'), webhookTo('b'), webhookTo('c'));
    await publish(userEvent('e1'));
    await dispatch.subscriptions.disable('c', 'moved');
    expect(await dispatch.replays.run({ since: START - 1 })).toMatchObject({ examined: 1, matched: 2, replayed: 2 });
    await world.drain(dispatch);
    expect(receipts(world, 'e1')).toEqual({ a: 2, b: 2, c: 1 });
    expect(await dispatch.replays.run({ state: 'dead' })).toMatchObject({ matched: 0 });
    expect(await dispatch.replays.run({ state: 'delivered', dryRun: true })).toMatchObject({ matched: 2, replayed: 2 });
  });

  it('never disturbs a pending delivery', async () => {
    const { world, dispatch, publish, delivery } = await setUp(webhookTo('a'));
    world.receive = () => answer(500);
    await publish(userEvent('e1'));
    const before = await delivery('e1', 'a');
    expect(await dispatch.replays.run({ subscription: 'a' })).toMatchObject({ matched: 1, replayed: 0, pending: 1 });
    expect(await dispatch.replays.delivery('e1', 'a')).toBe('pending');
    expect(await dispatch.replays.event('e1')).toMatchObject({ matched: 1, replayed: 0, pending: 1 });
    expect(await delivery('e1', 'a')).toEqual(before);
  });

  it('goes through more than one page, resumable after each', async () => {
    const { world, dispatch, publish } = await setUp(webhookTo('a'));
    for (let i = 0; i < 450; i++) {
      world.now += 1000;
      await publish(userEvent(`e${i}`));
    }
    let cursor: string | undefined;
    let [calls, replayed] = [0, 0];
    do {
      const page = await dispatch.replays.run({ subscription: 'a', ...(cursor === undefined ? {} : { cursor }) });
      replayed += page?.replayed ?? 0;
      cursor = page?.cursor;
      calls++;
    } while (cursor !== undefined);
    expect([replayed, calls >= 3]).toEqual([450, true]);
    await world.drain(dispatch);
    expect(world.sent).toHaveLength(900);
  });

  it('of what is not there is undefined', async () => {
    const { dispatch, publish } = await setUp(webhookTo('a'));
    await publish(userEvent('e1', { type: 'check_in' }));
    expect(await dispatch.replays.run({ subscription: 'none' })).toBeUndefined();
    expect(await dispatch.replays.event('none')).toBeUndefined();
    expect(await dispatch.replays.delivery('e1', 'none')).toBeUndefined();
  });
});
