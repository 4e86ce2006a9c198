import { normaliseDingTalkBody } from '@dinghub/core';
import { createWorld, Died, mortal, receipts, START, stillDue, userEvent, webhookTo } from './simulation';

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

describe('dispatching a SyncHTTP envelope that was too large for the callback', () => {
  const ROWS = 650;
  const envelope = (rows = ROWS) => ({
    EventType: 'SYNC_HTTP_PUSH_MEDIUM',
    bizData: Array.from({ length: rows }, (_, i) => ({
      ...{ gmt_modified: START, biz_type: 13, biz_id: `u${i}`, corp_id: 'dinga', subscribe_id: '1_0', id: i },
      biz_data: JSON.stringify({ syncAction: 'user_add_org', userid: `u${i}` }),
    })),
  });
  const received = { app: 'default', receivedAt: START };

  it('stores and delivers each of its rows, and not the envelope', async () => {
    const world = createWorld();
    const dispatch = world.start();
    await dispatch.subscriptions.create(webhookTo('a'));
    const kept = normaliseDingTalkBody(envelope(), received);
    expect(kept.map(({ type }) => type)).toEqual(['SYNC_HTTP_PUSH_MEDIUM']);
    await dispatch.publish(kept);
    await world.drain(dispatch);
    const sent = world.sent.map(({ headers }) => headers['webhook-id']);
    expect(new Set(sent).size).toBe(ROWS);
    expect(sent).not.toContain(kept[0]?.id);
    expect(await stillDue(world)).toEqual([]);
    const rows = await dispatch.suites.rows('default', 'dinga', { limit: 1000 });
    expect(rows.items).toHaveLength(ROWS);
  });

  it('gives rows the ids that they have in a small one: a repeat in other envelopes is none', async () => {
    const world = createWorld();
    const dispatch = world.start();
    await dispatch.publish(normaliseDingTalkBody(envelope(3), received));
    await dispatch.publish(normaliseDingTalkBody(envelope(), received));
    await world.drain(dispatch);
    const { items } = await dispatch.events.list({ type: 'user_add_org' }, { limit: 1000 });
    expect(items).toHaveLength(ROWS);
  });

  it('goes on where a process has died, whatever write it died before or after', async () => {
    const [kept] = normaliseDingTalkBody(envelope(501), received);
    if (kept === undefined) throw new Error('It is no event.');
    for (const step of [1, 2, 3, 4, 5, 250, 501, 900, 1001, 1500]) {
      const world = createWorld();
      const dying = world.start(mortal(step));
      try {
        await dying.publish([kept]);
        await world.drain(dying);
      } catch (error) {
        expect(error).toBeInstanceOf(Died);
      }
      world.queued = [];
      const next = world.start();
      if ((await next.events.get(kept.id)) === undefined) await next.publish([kept]);
      await world.live(next, 5 * 60_000);
      const { items } = await next.events.list({ type: 'user_add_org' }, { limit: 1000 });
      expect({ step, rows: items.length, due: await stillDue(world) }).toEqual({ step, rows: 501, due: [] });
    }
  }, 60_000);

  it('marks the rows of a recovered one as recovered', async () => {
    const world = createWorld();
    const dispatch = world.start();
    await dispatch.publish(
      normaliseDingTalkBody(envelope(), received).map((event) => ({ ...event, recovered: true as const })),
    );
    await world.drain(dispatch);
    const { items } = await dispatch.events.list({ type: 'user_add_org' }, { limit: 1000 });
    expect(items.filter(({ event }) => event.recovered)).toHaveLength(ROWS);
  });

  it('delivers one whose rows cannot be told apart as it is', async () => {
    const world = createWorld();
    const dispatch = world.start();
    await dispatch.subscriptions.create(webhookTo('a'));
    const [odd] = normaliseDingTalkBody({ EventType: 'SYNC_HTTP_PUSH_HIGH', bizData: ['x'] }, received);
    await dispatch.publish(odd === undefined ? [] : [odd]);
    await world.drain(dispatch);
    expect(receipts(world, odd?.id ?? '')).toEqual({ a: 1 });
  });

  it('delivers a row that says neither its sort nor what was done as it is', async () => {
    const world = createWorld();
    const dispatch = world.start();
    await dispatch.subscriptions.create(webhookTo('a'));
    const bizData = [{ biz_id: 'u1', corp_id: 'dinga', biz_data: '{}' }];
    const [odd] = normaliseDingTalkBody({ EventType: 'SYNC_HTTP_PUSH_HIGH', bizData }, received);
    await dispatch.publish(odd === undefined ? [] : [odd]);
    await world.drain(dispatch);
    expect(receipts(world, odd?.id ?? '')).toEqual({ a: 1 });
    expect(world.sent).toHaveLength(1);
  });
});
