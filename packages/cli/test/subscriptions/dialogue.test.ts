import { type AdminHub, event, startAdminHub, TOKEN } from '../admin-hub';
import { CTRL_C, ENTER, hasTerminal, onTerminal, type Step } from '../terminal-session';

// Skipped, and counted so, where there is no util-linux.
(hasTerminal ? describe : describe.skip)('on a terminal', () => {
  let hub: AdminHub;
  beforeEach(async () => {
    hub = await startAdminHub();
  });
  afterEach(() => hub.close());
  const run = (args: readonly string[], steps: readonly Step[], more: Record<string, string> = {}) =>
    onTerminal([...args, '--endpoint', hub.endpoint], steps, { DINGHUB_ADMIN_TOKEN: TOKEN, ...more });
  const create = ['subscriptions', 'create'];
  const ZH = { LANG: 'zh_CN.UTF-8' };

  it('create asks for what a webhook needs', async () => {
    const { code, shown } = await run(create, [
      [/What is to receive/, ENTER],
      [/At which URL/, `crm.example.com${ENTER}`],
      [/Expected a URL that begins with https/, `${'\u007f'.repeat(15)}https://crm.example.com${ENTER}`],
      [/Which event types/, `check_in, user_add_org${ENTER}`],
      [/An id for it/, `crm${ENTER}`],
      [/A description/, ENTER],
      [/A signing secret of your own/, ENTER],
    ]);
    expect([code, shown]).toEqual([0, expect.stringMatching(/created crm\n +secret +whsec_/)]);
    const created = await hub.dispatch.subscriptions.get('crm');
    expect(created).toMatchObject({
      pattern: { type: ['check_in', 'user_add_org'] },
      sink: { kind: 'webhook', url: 'https://crm.example.com' },
    });
    expect(created?.description).toBeUndefined();
  });

  it('create asks for the keys of an application behind DingTalk’s protocol, and does not show them', async () => {
    const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
    const { code, shown } = await run(create, [
      [/What is to receive/, `\u001b[B${ENTER}`],
      [/At which URL/, `https://old.example.com${ENTER}`],
      [/Which event types/, ENTER],
      [/Its token/, `t0ken${ENTER}`],
      [/Its AES key/, `${aesKey}${ENTER}`],
      [/Its owner key/, `dingapp${ENTER}`],
      [/An id for it/, `old${ENTER}`],
      [/A description/, `the old one${ENTER}`],
    ]);
    expect([code, shown]).toEqual([0, expect.stringMatching(/created old\n/)]);
    expect(shown).not.toMatch(/t0ken|abcdefgh/);
    expect(await hub.dispatch.subscriptions.get('old')).toMatchObject({
      description: 'the old one',
      pattern: { source: [{ 'anything-but': ['dinghub'] }] },
      sink: { kind: 'dingtalk-callback', token: 't0ken', aesKey, ownerKey: 'dingapp' },
    });
  });

  it('create asks in Chinese for what a webhook needs', async () => {
    const steps: readonly Step[] = [
      [/由什么接收事件？/, ENTER],
      [/接收地址（URL）？/, `crm${ENTER}`],
      [/应以 https:\/\/ 开头/, `\u007f\u007f\u007fhttps://crm.example.com${ENTER}`],
      [/接收哪些类型的事件？/, `check_in，user_add_org${ENTER}`],
      [/订阅的 id？/, `crm${ENTER}`],
      [/说明？/, ENTER],
      [/自定义签名密钥？/, ENTER],
    ];
    const { code, shown } = await run(create, steps, ZH);
    expect([code, shown]).toEqual([0, expect.stringMatching(/填写完毕。[\s\S]*已创建 crm\n +签名密钥 +whsec_/)]);
    expect((await hub.dispatch.subscriptions.get('crm'))?.pattern).toEqual({ type: ['check_in', 'user_add_org'] });
  });

  it('create asks in Chinese for the keys of an application behind DingTalk’s protocol, and says that it was broken off', async () => {
    const steps: readonly Step[] = [
      [/由什么接收事件？/, `\u001b[B${ENTER}`],
      [/接收地址（URL）？/, `https://old.example.com${ENTER}`],
      [/接收哪些类型的事件？/, ENTER],
      [/该应用的 token/, ENTER],
      [/此项必填。/, `t0ken${ENTER}`],
      [/该应用的 aes_key/, `short${ENTER}`],
      [/应为 43 位字母和数字。/, CTRL_C],
    ];
    const { code, shown } = await run(create, steps, ZH);
    expect([code, shown]).toEqual([1, expect.stringMatching(/未创建订阅。[\s\S]*错误 已取消。/)]);
  });

  it.each([
    [{}, 'every event', 'the hub makes one', 'none'],
    [ZH, '所有事件', '自动生成', '无'],
  ])(
    'create says what an empty answer means, and shows no example as if it had been typed (%j)',
    async (more, ...meant) => {
      const steps: readonly Step[] = [
        [/What is to receive|由什么接收/, ENTER],
        [/At which URL|接收地址/, `https://crm.example.com${ENTER}`],
        [/Which event types|接收哪些类型/, ENTER],
        [/An id for it|订阅的 id/, ENTER],
        [/A description|说明/, ENTER],
        [/A signing secret|自定义签名密钥/, ENTER],
      ];
      const { shown } = await run(create, steps, more);
      // What was answered stands below each question, which has a hollow diamond by then.
      const answers = [...shown.matchAll(/◇ .*\n│ +(.*)/g)].map(([, answer]) => answer);
      expect(answers.slice(2, 5)).toEqual(meant);
    },
  );

  it('create does nothing when it is broken off', async () => {
    const { code, shown } = await run(create, [[/What is to receive/, CTRL_C]]);
    expect([code, shown]).toEqual([1, expect.stringContaining('Nothing was created.')]);
    expect(hub.calls).toEqual([]);
  });

  it.each([
    ['n', `n${ENTER}`, 1],
    ['nothing', ENTER, 1],
    ['Ctrl-C', CTRL_C, 1],
    ['y', `y${ENTER}`, 0],
  ])('delete asks, and takes %s for what it is', async (_, keys, code) => {
    const sink = { kind: 'webhook', url: 'https://crm.example.com' };
    await hub.dispatch.subscriptions.create({ id: 'crm', pattern: { source: ['dingtalk'] }, sink });
    const result = await run(['subscriptions', 'delete', 'crm'], [[/\[y\/N\] $/, keys]]);
    expect(result.code).toBe(code);
    expect((await hub.dispatch.subscriptions.get('crm')) === undefined).toBe(code === 0);
  });

  it('replay shows how far it is, and asks in between', async () => {
    await hub.dispatch.publish([event(), event()]);
    await hub.work();
    const sink = { kind: 'webhook', url: 'https://crm.example.com' };
    await hub.dispatch.subscriptions.create({ id: 'crm', pattern: { source: ['dingtalk'] }, sink });
    const { code, shown } = await run(
      ['replay', '--subscription', 'crm'],
      [[/Deliver 2 events again to crm\? \[y\/N\] $/, `y${ENTER}`]],
    );
    expect(code).toBe(0);
    expect(shown).toMatch(/2 examined \| 2 to replay/);
    expect(shown).toMatch(/100% \| 2\/2 examined \| 2 replayed/);
    expect(shown).toMatch(/replayed 2 events\n/);
  });
});
