import { type AdminHub, event, startAdminHub } from '../admin-hub';

const REPLAY = ['replay', '--subscription', 'crm'];
const ZH = { LANG: 'zh_CN.UTF-8' };

describe('dinghub replay', () => {
  let hub: AdminHub;
  beforeEach(async () => {
    hub = await startAdminHub();
    await hub.dispatch.publish(Array.from({ length: 250 }, (_, i) => event({ type: i % 2 === 0 ? 'even' : 'odd' })));
    await hub.work();
    const sink = { kind: 'webhook', url: 'https://crm.example.com' };
    await hub.dispatch.subscriptions.create({ id: 'crm', pattern: { source: ['dingtalk'] }, sink });
  });
  afterEach(() => hub.close());
  const replays = () => hub.calls.filter((call) => call === 'POST /v1/replays').length;

  it('counts first, and does nothing when it is only to count or cannot ask', async () => {
    const dry = await hub.run([...REPLAY, '--state', 'missed', '--dry-run']);
    expect(dry).toEqual({ code: 0, out: 'crm: 250 events to replay (250 examined)\n', err: '' });
    const unasked = await hub.run([...REPLAY, '--state', 'missed']);
    expect(unasked).toMatchObject({
      code: 2,
      err: expect.stringMatching(/Deliver 250 events again to crm\? There is nobody to ask here: say --yes/),
    });
    await hub.work();
    expect(hub.sent).toHaveLength(0);
  });

  it('goes through all of it, sums up, and may be repeated', async () => {
    const done = await hub.run([...REPLAY, '--state', 'missed', '--yes']);
    expect(done).toEqual({ code: 0, out: 'crm: 250 events to replay (250 examined)\nreplayed 250 events\n', err: '' });
    expect(replays()).toBeGreaterThanOrEqual(4);
    const again = await hub.run([...REPLAY, '--yes', '--json']);
    expect(JSON.parse(again.out)).toEqual({
      subscription: 'crm',
      dryRun: false,
      examined: 250,
      matched: 250,
      replayed: 0,
      pending: 250,
    });
    await hub.work();
    expect(hub.sent).toHaveLength(250);
  });

  it('takes only what a pattern, a state and a time say', async () => {
    const odd = ['--pattern', '{"type":["odd"]}'];
    const done = await hub.run([...REPLAY, ...odd, '--since', '1h', '--yes', '--json']);
    expect(JSON.parse(done.out)).toMatchObject({ dryRun: false, replayed: 125, pending: 0 });
    await hub.work();
    const delivered = await hub.run([...REPLAY, '--state', 'delivered', '--dry-run', '--json']);
    expect(JSON.parse(delivered.out)).toMatchObject({ dryRun: true, replayed: 125 });
    const none = await hub.run([...REPLAY, '--state', 'dead', '--yes']);
    expect(none).toMatchObject({ code: 0, out: 'crm: nothing to replay (0 examined)\n' });
    const old = await hub.run([...REPLAY, '--until', '1h', '--yes', '--json']);
    expect(JSON.parse(old.out)).toMatchObject({ replayed: 0 });
  });

  it('speaks Chinese alone where the environment does', async () => {
    const run = (...more: readonly string[]) => hub.run([...REPLAY, ...more], ZH);
    expect(await run('--state', 'dead')).toEqual({
      code: 0,
      out: 'crm：没有需要重新投递的事件（共检查 0 个）\n',
      err: '',
    });
    expect(await run('--state', 'missed')).toEqual({
      code: 2,
      out: 'crm：将重新投递 250 个事件（共检查 250 个）\n',
      err: '错误 向 crm 重新投递 250 个事件？当前不是交互式终端，无法询问：请加上 --yes。\n',
    });
    expect(await run('--state', 'missed', '--yes')).toEqual({
      code: 0,
      out: 'crm：将重新投递 250 个事件（共检查 250 个）\n已重新投递 250 个事件\n',
      err: '',
    });
    const pending = 'crm：将重新投递 0 个事件；另有 250 个投递仍为 pending，不作改动（共检查 250 个）\n';
    expect(await run()).toEqual({ code: 0, out: pending, err: '' });
  });

  it.each<[readonly string[], number, RegExp]>([
    [['replay'], 2, /required option '--subscription <id>' not specified/],
    [['replay', '--subscription', 'hr'], 1, /There is no subscription "hr". `dinghub subscriptions list/],
    [[...REPLAY, '--state', 'pending'], 2, /--state must be one of dead, missed, delivered, cancelled/],
    [[...REPLAY, '--pattern', '{"type":"odd"}'], 2, /type: expected/],
  ])('%j says what is wrong', async (args, code, message) => {
    expect(await hub.run(args)).toMatchObject({ code, err: expect.stringMatching(message) });
  });

  it('says that a disabled subscription has to be resumed', async () => {
    await hub.dispatch.subscriptions.disable('crm', 'gone');
    expect(await hub.run([...REPLAY, '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/disabled\. Resume it first/),
    });
  });
});
