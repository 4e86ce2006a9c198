import { createWorld, Died, mortal, receipts, START, stillDue, userEvent, type World, webhookTo } from './simulation';

const HOUR = 3_600_000;
const SUBSCRIPTIONS = ['a', 'b', 'c'];

/** Receivers that fail twice before they take an event, so that every step of a retry is in the matrix too. */
function failTwice(world: World): void {
  const tries = new Map<string, number>();
  const take = world.receive;
  world.receive = (request) => {
    const key = request.headers['dinghub-subscription'] ?? '';
    tries.set(key, (tries.get(key) ?? 0) + 1);
    const ok = (tries.get(key) ?? 0) > 2;
    return ok ? take(request) : { kind: 'answer', status: 500, headers: {}, body: '', durationMs: 1 };
  };
}

async function prepare(): Promise<World> {
  const world = createWorld();
  const dispatch = world.start();
  for (const id of SUBSCRIPTIONS) await dispatch.subscriptions.create(webhookTo(id));
  await dispatch.subscriptions.create(webhookTo('not-wanted', { pattern: { source: ['aws.ec2'] } }));
  failTwice(world);
  return world;
}

/** One process receives, dispatches and delivers until it dies at `step`; says whether it did. */
async function runAndDie(world: World, step: number): Promise<boolean> {
  const fate = mortal(step);
  const dispatch = world.start(fate);
  try {
    await dispatch.publish([userEvent('e1')]);
    await world.drain(dispatch);
    await world.live(dispatch, HOUR / 2);
  } catch (error) {
    if (!fate.died()) throw error;
    expect(error).toBeInstanceOf(Died);
  }
  return fate.died();
}

const COPIES: Readonly<Record<string, () => number>> = {
  'keeps every task': () => 1,
  'loses every task': () => 0,
  'hands out every task three times': () => 3,
};

describe.each(Object.entries(COPIES))('with a queue that %s', (_, copies) => {
  it('whatever write or send a process dies before or after, every subscription has the event and nothing stays due', async () => {
    let step = 0;
    for (; ; step++) {
      const world = await prepare();
      world.copies = copies;
      const died = await runAndDie(world, step);
      // What the dead process had been handed is gone with it.
      world.queued = [];
      const stored = (await world.store.get({ partition: 'event#e1', sort: 'event' })) !== undefined;
      const next = world.start();
      // DingTalk tries again what was not answered.
      if (!stored) await next.publish([userEvent('e1')]);
      await world.live(next, 2 * HOUR);

      const reached = receipts(world, 'e1');
      expect({ step, reached: Object.keys(reached).sort() }).toEqual({ step, reached: SUBSCRIPTIONS });
      const deliveries = await next.deliveries.ofEvent('e1');
      expect({ step, states: deliveries.map(({ state }) => state) }).toEqual({
        step,
        states: SUBSCRIPTIONS.map(() => 'delivered'),
      });
      expect({ step, due: await stillDue(world) }).toEqual({ step, due: [] });
      if (!died) break;
    }
    // The matrix has really been walked through, not just entered.
    expect(step).toBeGreaterThan(20);
  });
});

describe('a receiver that answers 410', () => {
  it('is disabled for good whatever write or send a process dies before or after, and the hub tells so', async () => {
    let step = 0;
    for (; ; step++) {
      const world = createWorld();
      await world.start().subscriptions.create(webhookTo('a'));
      world.receive = () => ({ kind: 'answer', status: 410, headers: {}, body: '', durationMs: 1 });
      const died = await runAndDie(world, step);
      world.queued = [];
      const next = world.start();
      if (!(await world.store.get({ partition: 'event#e1', sort: 'event' }))) await next.publish([userEvent('e1')]);
      await world.live(next, 2 * HOUR);
      const { state, disabledReason } = (await next.subscriptions.get('a')) ?? {};
      const delivery = await next.deliveries.get('e1', 'a');
      const events = await next.events.list({}, { limit: 100 });
      const told = events.items.map(({ event }) => event.type).filter((type) => type.startsWith('dinghub.'));
      expect({ step, state, disabledReason, delivery: delivery?.state }).toEqual({
        step,
        state: 'disabled',
        disabledReason: 'gone',
        delivery: 'dead',
      });
      expect({ step, told: told.sort() }).toEqual({
        step,
        told: ['dinghub.delivery.dead', 'dinghub.subscription.disabled'],
      });
      expect({ step, due: await stillDue(world) }).toEqual({ step, due: [] });
      if (!died) break;
    }
    expect(step).toBeGreaterThan(15);
  });
});

describe('a receiver that is limited and whose breaker opens', () => {
  it('has every event in the end whatever write or send a process dies before or after', async () => {
    let step = 0;
    for (; ; step += 3) {
      const world = createWorld();
      const limits = { rateLimit: { count: 5, perSeconds: 1 }, maxInFlight: 2 };
      await world.start().subscriptions.create(webhookTo('a', limits));
      let requests = 0;
      world.receive = () => ({
        kind: 'answer',
        status: ++requests > 14 ? 200 : 503,
        headers: {},
        body: '',
        durationMs: 1,
      });
      const ids = Array.from({ length: 6 }, (_, i) => `e${i}`);
      const fate = mortal(step);
      const dispatch = world.start(fate);
      try {
        await dispatch.publish(ids.map((id) => userEvent(id)));
        await world.live(dispatch, HOUR / 2);
      } catch (error) {
        if (!fate.died()) throw error;
      }
      world.queued = [];
      const next = world.start();
      await next.publish(ids.map((id) => userEvent(id)));
      await world.live(next, 3 * HOUR);
      const states = await Promise.all(ids.map(async (id) => (await next.deliveries.get(id, 'a'))?.state));
      expect({ step, states }).toEqual({ step, states: ids.map(() => 'delivered') });
      expect({ step, due: await stillDue(world) }).toEqual({ step, due: [] });
      if (!fate.died()) break;
    }
    expect(step).toBeGreaterThan(60);
  });
});

describe('two workers racing', () => {
  it('send an event once for each try, whoever wins, and never lose it', async () => {
    const world = await prepare();
    const [one, other] = [world.start(), world.start()];
    await one.publish([userEvent('e1')]);
    for (let round = 0; round < 40; round++) {
      const due = world.queued.filter(({ at }) => at <= world.now);
      world.queued = world.queued.filter(({ at }) => at > world.now);
      await Promise.all(
        due.flatMap(({ task }) => [one.worker.run(task), other.worker.run(task), one.worker.run(task)]),
      );
      world.now += 10_000;
      await Promise.all([one.sweeper.sweep(), other.sweeper.sweep()]);
    }
    expect(receipts(world, 'e1')).toEqual({ a: 3, b: 3, c: 3 });
    expect(await stillDue(world)).toEqual([]);
  });
});

describe('a clock that goes back', () => {
  it('delays a delivery and never loses it', async () => {
    const world = await prepare();
    const dispatch = world.start();
    await dispatch.publish([userEvent('e1')]);
    await world.drain(dispatch);
    world.now = START - 10 * HOUR;
    await world.live(dispatch, 13 * HOUR);
    expect(Object.keys(receipts(world, 'e1')).sort()).toEqual(SUBSCRIPTIONS);
    expect(await stillDue(world)).toEqual([]);
  });
});
