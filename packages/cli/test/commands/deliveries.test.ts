import { type AdminHub, event, startAdminHub } from '../admin-hub';

const ZH = { LANG: 'zh_CN.UTF-8' };

describe('events and deliveries of a hub that is somewhere else', () => {
  let hub: AdminHub;
  beforeEach(async () => {
    hub = await startAdminHub();
    const sink = { kind: 'webhook', url: 'https://crm.example.com' };
    await hub.dispatch.subscriptions.create({ id: 'crm', pattern: { source: ['dingtalk'] }, sink });
  });
  afterEach(() => hub.close());
  const json = async (args: readonly string[]) =>
    JSON.parse((await hub.run([...args, '--json'])).out) as Record<string, unknown>;

  it('are listed, filtered and shown with every attempt', async () => {
    const [first, second] = [event({ id: 'e/1 ?' }), event({ id: 'e2', type: 'check_in' })];
    await hub.dispatch.publish([first]);
    await hub.work();
    hub.answerWith({ kind: 'answer', status: 503, headers: {}, body: 'busy \u001b[2J', durationMs: 1500 });
    await hub.dispatch.publish([second]);
    await hub.work();

    const events = await json(['events', 'list', '--type', 'check_in']);
    expect(events).toEqual({ items: [{ receivedAt: expect.stringMatching(/Z$/), event: second }] });
    expect((await hub.run(['events', 'ls'])).out).toMatch(/ e2\n.* e\/1 \?\n/);

    const list = await hub.run(['deliveries', 'list']);
    expect(list.out).toMatch(
      /pending +check_in +crm +1 +503 +(in \d|due).*e2\n.*delivered +bpms_instance_change +crm +1 +200 .*e\/1 \?/,
    );
    const dead = await json(['deliveries', 'list', '--subscription', 'crm', '--state', 'delivered', '--since', '1h']);
    expect(dead.items).toMatchObject([{ eventId: 'e/1 ?', state: 'delivered', attempts: [{ status: 200 }] }]);

    const shown = await hub.run(['deliveries', 'show', 'e2', 'crm']);
    expect(shown.out).toMatch(/state +pending\nwhat next +(in \d|due)/);
    expect(shown.out).toMatch(/1\.5 s +503 +The answer was HTTP 503\. busy \\u001b\[2J/);
    expect(await json(['deliveries', 'show', 'e2', 'crm'])).toMatchObject({ state: 'pending', tries: 1 });
    const event2 = await hub.run(['events', 'show', 'e2']);
    expect(event2.out).toMatch(
      /"type": "check_in"[\s\S]*subscription +state +tries +what next *\ncrm +pending +1 +(in |due)[\s\S]*503/,
    );
    expect(await json(['events', 'show', 'e/1 ?'])).toMatchObject({
      event: first,
      deliveries: [{ state: 'delivered' }],
    });
  });

  it('are listed page by page', async () => {
    for (let i = 0; i < 5; i++) await hub.dispatch.publish([event({ id: `page${i}` })]);
    await hub.work();
    for (const what of ['events', 'deliveries']) {
      const page = await json([what, 'list', '--limit', '3']);
      const rest = await json([what, 'list', '--limit', '3', '--cursor', String(page.cursor)]);
      expect([(page.items as object[]).length, (rest.items as object[]).length, rest.cursor]).toEqual([
        3,
        2,
        undefined,
      ]);
      const more = `npx dinghub ${what} list --limit 3 --endpoint ${hub.endpoint} --cursor ${page.cursor}\n`;
      expect((await hub.run([what, 'list', '--limit', '3'])).out).toMatch(new RegExp(`\nMore: ${more}$`));
      expect((await hub.run([what, 'list', '--limit', '3'], ZH)).out).toMatch(new RegExp(`\n更多：${more}$`));
    }
  });

  it('are made again, one by one', async () => {
    await hub.dispatch.publish([event({ id: 'again' })]);
    await hub.work();
    expect((await hub.run(['deliveries', 'retry', 'again', 'crm'])).out).toBe('opened and due now\n');
    expect((await hub.run(['deliveries', 'retry', 'again', 'crm'])).out).toBe('pending already: left alone\n');
    await hub.work();
    expect(hub.sent).toHaveLength(2);
    expect((await hub.run(['events', 'replay', 'again'])).out).toBe('replayed 1 delivery\n');
    expect(await json(['events', 'replay', 'again', '--subscription', 'crm'])).toEqual({
      matched: 1,
      replayed: 0,
      pending: 1,
    });
    await hub.dispatch.publish([event({ id: 'unwanted', source: 'aws.ec2' })]);
    expect((await hub.run(['events', 'replay', 'unwanted'])).out).toBe('No subscription wants it.\n');
  });

  it.each<[readonly string[], number, RegExp]>([
    [['events', 'show', 'nope'], 1, /There is no event with the id "nope"/],
    [['events', 'show', '..'], 1, /There is no event with the id "\.\."/],
    [['events', 'replay', 'nope'], 1, /There is no such event/],
    [['deliveries', 'show', 'nope', 'crm'], 1, /There is no such event/],
    [['deliveries', 'retry', 'nope', 'crm'], 1, /There is no such delivery/],
    [['deliveries', 'list', '--state', 'lost'], 2, /--state must be one of pending, delivered, dead, cancelled/],
    [['deliveries', 'list', '--cursor', 'x'], 1, /cursor was not issued/],
    [['deliveries', 'list', '--since', '1h', '--until', '2h'], 2, /until: expected a later time than since/],
  ])('%j says what is wrong', async (args, code, message) => {
    expect(await hub.run(args)).toMatchObject({ code, err: expect.stringMatching(message) });
  });

  it('are shown in Chinese where the environment is Chinese', async () => {
    hub.answerWith({ kind: 'answer', status: 503, headers: {}, body: 'busy', durationMs: 1500 });
    await hub.dispatch.publish([event({ id: 'e1' })]);
    await hub.work();
    const run = async (...args: readonly string[]) => (await hub.run(args, ZH)).out;
    expect(await run('events', 'list')).toMatch(/^接收时间 +类型 +主题 +组织 +应用 +ID\n.* e1\n$/);
    expect(await run('events', 'list', '--type', 'x')).toBe('没有事件。\n');
    expect(await run('events', 'list', '--app', 'x')).toMatch(/^没有事件。\P{ASCII}/u);
    expect(await run('deliveries', 'list')).toMatch(
      /^创建时间 +状态 +类型 +订阅 +尝试次数 +最近应答 +下一步 +事件\n.* pending .* 503 +(\S+ \S+后|即将发送) +e1\n$/,
    );
    expect(await run('deliveries', 'list', '--state', 'dead')).toBe('没有投递。\n');
    const shown = await run('deliveries', 'show', 'e1', 'crm');
    expect(shown).toMatch(
      /^事件 +e1 .*\n订阅 +crm\n状态 +pending\n下一步 +.*\n创建时间 +\d.*\n发起时间 +.*（由事件发起）\n/,
    );
    expect(shown).toMatch(/\n尝试次数 +此后 1 次\n\n开始时间 +用时 +应答 +内容\n.* 1\.5 秒 +503 /);
    expect(await run('events', 'show', 'e1')).toMatch(/\n订阅 +状态 +尝试次数 +下一步\ncrm +pending +1 /);
    expect(await run('deliveries', 'retry', 'e1', 'crm')).toBe('该投递仍为 pending，未作改动\n');
    expect(await run('events', 'replay', 'e1')).toBe('已重新投递到 0 个订阅；另有 1 个投递仍为 pending，未作改动\n');
    await hub.dispatch.publish([event({ id: 'unwanted', source: 'aws.ec2' })]);
    expect(await run('events', 'show', 'unwanted')).toMatch(/\n没有投递。\n$/);
    expect(await run('events', 'replay', 'unwanted')).toBe('没有订阅匹配该事件。\n');
    const missing = await hub.run(['deliveries', 'show', 'e1', 'hr'], ZH);
    expect(missing.err).toBe('错误 该事件没有到“hr”的投递；已有投递的订阅：crm。\n');
    const foreign = await hub.run(['deliveries', 'list', '--cursor', 'x'], ZH);
    expect(foreign.err).toMatch(/^错误 --cursor 无效/);
  });

  it('says which deliveries an event has', async () => {
    await hub.dispatch.publish([event({ id: 'seen' })]);
    await hub.work();
    expect((await hub.run(['deliveries', 'show', 'seen', 'hr'])).err).toMatch(
      /no delivery for "hr"; it has those for: crm/,
    );
  });
});
