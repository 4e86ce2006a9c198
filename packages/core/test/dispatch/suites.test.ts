import { createWorld, Died, mortal, receipts, START, userEvent, webhookTo } from './simulation';

const ticket = (id: string, value: string, at: number) =>
  userEvent(id, {
    type: 'suite_ticket',
    time: new Date(at).toISOString(),
    data: { EventType: 'suite_ticket', SuiteTicket: value, TimeStamp: String(at) },
  });

describe('dispatching what DingTalk says about a third-party app', () => {
  it('takes it in before any subscriber hears of it', async () => {
    const world = createWorld();
    const dispatch = world.start();
    await dispatch.subscriptions.create(webhookTo('a'));
    const known: unknown[] = [];
    const { receive } = world;
    world.receive = async (request) => {
      known.push(await dispatch.suites.ticket('default'));
      return receive(request);
    };
    await dispatch.publish([ticket('t1', 'newest', START)]);
    await world.drain(dispatch);
    expect(known).toEqual([{ suiteTicket: 'newest', at: START }]);
  });

  it('takes it in, and delivers it, whatever write a process dies before or after', async () => {
    for (let step = 0; ; step++) {
      const world = createWorld();
      await world.start().subscriptions.create(webhookTo('a'));
      const fate = mortal(step);
      const dying = world.start(fate);
      try {
        await dying.publish([ticket('t1', 'newest', START)]);
        await world.drain(dying);
      } catch (error) {
        expect(error).toBeInstanceOf(Died);
      }
      world.queued = [];
      const next = world.start();
      if ((await next.events.get('t1')) === undefined) await next.publish([ticket('t1', 'newest', START)]);
      await world.live(next, 30 * 60_000);
      expect(await next.suites.ticket('default')).toEqual({ suiteTicket: 'newest', at: START });
      expect(receipts(world, 't1').a).toBeGreaterThanOrEqual(1);
      if (!fate.died()) {
        expect(step).toBeGreaterThan(8);
        return;
      }
    }
  });

  it('delivers an older ticket that comes late, and does not take it for the newest', async () => {
    const world = createWorld();
    const dispatch = world.start();
    await dispatch.subscriptions.create(webhookTo('a'));
    await dispatch.publish([ticket('t2', 'newer', START + 1)]);
    await world.drain(dispatch);
    await dispatch.publish([ticket('t1', 'older', START)]);
    await world.drain(dispatch);
    expect(await dispatch.suites.ticket('default')).toEqual({ suiteTicket: 'newer', at: START + 1 });
    expect(receipts(world, 't1')).toEqual({ a: 1 });
  });
});
