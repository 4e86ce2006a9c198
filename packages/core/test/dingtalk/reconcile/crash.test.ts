import { Died, immortal, mortal, receipts, stillDue, webhookTo } from '../../dispatch/simulation';
import { createReconcileWorld, entry } from './world';

const MINUTE = 60_000;

/** Three pages of two, one of whose events was received all the same, and one entry that cannot be understood. */
function prepare(source: 'list' | 'records' = 'list') {
  const world = createReconcileWorld(source);
  world.fake.pageSize = 2;
  const listed = ['u0', 'u1', 'u2', 'u3', 'u4'].map((id) => entry(id));
  world.fake.failed = [...listed, { event_time: 1 }];
  world.fake.records = Array.from({ length: 110 }, (_, i) => ({
    id: i + 1,
    call_back_tag: 'user_add_org',
    corpid: 'dingcorp',
    event_time: world.time.now,
    call_back_data: JSON.stringify({
      EventType: 'user_add_org',
      CorpId: 'dingcorp',
      UserId: [`u${i}`],
      TimeStamp: String(world.time.now),
    }),
  }));
  return world;
}

/** A poller that dies at `step`; says whether it did. */
async function runAndDie(world: ReturnType<typeof prepare>, step: number): Promise<boolean> {
  const fate = mortal(step);
  const { reconciler } = world.start(fate);
  try {
    await world.time.run(reconciler.run());
  } catch (error) {
    if (!fate.died()) throw error;
    expect(error).toBeInstanceOf(Died);
  }
  return fate.died();
}

/** The users of the page that DingTalk gave last: what a poller takes with it that dies before it is stored. */
const given = (world: ReturnType<typeof prepare>) =>
  world.fake.given.flatMap(({ user_add_org: said }) => (said as { userid: string[] } | undefined)?.userid ?? []);

describe('a poller that dies', () => {
  it('before or after whatever write or call, loses nothing but an answer that never reached the store, and that is told', async () => {
    let step = 0;
    let lost = 0;
    for (; ; step++) {
      const world = prepare();
      const { dispatch } = world.start();
      await dispatch.subscriptions.create(webhookTo('a', { pattern: { source: ['dingtalk'] } }));
      await dispatch.subscriptions.create(webhookTo('ops', { pattern: { source: ['dinghub'] } }));
      const died = await runAndDie(world, step);
      const inHand = given(world);
      world.world.queued = [];
      world.time.now += 5 * MINUTE;
      const next = world.start();
      await world.time.run(next.reconciler.run());
      await world.time.run(next.reconciler.run());

      const users = await world.users();
      expect({ step, twice: users.length - new Set(users).size }).toEqual({ step, twice: 0 });
      const missing = ['u0', 'u1', 'u2', 'u3', 'u4'].filter((id) => !users.includes(id));
      const notices = (await world.notices()).map(({ type }) => type);
      if (missing.length > 0) {
        lost++;
        expect({ step, missing }).toEqual({ step, missing: inHand });
        expect({ step, notices }).toMatchObject({
          step,
          notices: expect.arrayContaining(['dinghub.reconcile.answer_lost']),
        });
      }
      if (!missing.includes('u4')) expect(notices).toContain('dinghub.reconcile.unreadable');
      expect({ step, ...(await next.reconciler.status()) }).toMatchObject({ step, waiting: 0 });

      // What the dead one had appended is dispatched by the sweeper.
      await world.world.live(next.dispatch, 3 * MINUTE);
      const events = await world.log();
      for (const { id } of events)
        expect({ step, reached: Object.values(receipts(world.world, id)) }).toEqual({ step, reached: [1] });
      expect({ step, due: await stillDue(world.world) }).toEqual({ step, due: [] });
      if (!died) break;
    }
    expect(step).toBeGreaterThan(40);
    // Of each page: dying when DingTalk has answered, and before the insert that stores the answer.
    expect(lost).toBeLessThanOrEqual(3 * 2);
    expect(lost).toBeGreaterThan(0);
  });

  it('loses nothing at all of a third-party app, whose pages are confirmed once they are stored', async () => {
    const everyone = Array.from({ length: 110 }, (_, i) => `u${i}`).sort();
    let step = 0;
    for (; ; step += 1) {
      const world = prepare('records');
      const died = await runAndDie(world, step);
      world.time.now += 5 * MINUTE;
      const next = world.start();
      await world.time.run(next.reconciler.run());
      expect({ step, users: [...(await world.users())].sort() }).toEqual({ step, users: everyone });
      expect({ step, confirmed: world.fake.confirmed.size }).toEqual({ step, confirmed: 110 });
      expect({ step, notices: await world.notices() }).toEqual({ step, notices: [] });
      if (!died) break;
      // The appends in the middle of a page are all alike.
      if (step > 30 && step % 2 === 1) step += 16;
    }
    expect(step).toBeGreaterThan(60);
  }, 60_000);
});

describe('two pollers', () => {
  it('that both believe to be the only one lose nothing and repeat nothing', async () => {
    const world = prepare();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { http } = world.fake;
    // The first page is on its way to the first poller for longer than its lease lasts.
    let held = true;
    const slow = async (request: Parameters<typeof http>[0]) => {
      const result = await http(request);
      if (held && request.url.includes('failed_result')) {
        held = false;
        await gate;
      }
      return result;
    };
    Object.assign(world.fake, { http: slow });
    const first = world.start(immortal, { budgetMs: 10 * MINUTE }).reconciler.run();
    await new Promise(setImmediate);
    expect(await world.time.run(world.start().reconciler.run())).toMatchObject({ outcome: 'busy' });
    world.time.now += 3 * MINUTE;
    expect(await world.time.run(world.start().reconciler.run())).toMatchObject({ outcome: 'done' });
    open();
    expect(await world.time.run(first)).toMatchObject({ outcome: 'lease_lost', recovered: 2 });
    expect([...(await world.users())].sort()).toEqual(['u0', 'u1', 'u2', 'u3', 'u4']);
    expect(await world.time.run(world.start().reconciler.run())).toMatchObject({ outcome: 'done', pages: 0 });
  });

  it('that compare one page at the same time append each event once', async () => {
    const world = prepare();
    await world.time.run(world.start().reconciler.run({ dryRun: true }));
    const runs = [world.start(), world.start(), world.start()].map(({ reconciler }) => reconciler);
    world.time.now += 10 * MINUTE;
    await world.time.run(Promise.all(runs.map((one) => one.run())));
    expect([...(await world.users())].sort()).toEqual(['u0', 'u1', 'u2', 'u3', 'u4']);
  });

  it('whose clock went back do not wait for a lease of days', async () => {
    const world = prepare();
    const dead = mortal(6);
    await expect(world.time.run(world.start(dead).reconciler.run())).rejects.toBeInstanceOf(Died);
    world.time.now -= 48 * 60 * MINUTE;
    expect(await world.time.run(world.start().reconciler.run())).toMatchObject({ outcome: 'done' });
  });
});
