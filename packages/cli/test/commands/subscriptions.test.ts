import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSigningSecret } from '@dinghub/core/dispatch';
import { temporaryFolder } from '@dinghub/testkit';
import { type AdminHub, startAdminHub, TOKEN } from '../admin-hub';
import { dinghub } from '../command';

const ZH = { LANG: 'zh_CN.UTF-8' };
const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

describe('dinghub subscriptions', () => {
  const folder = temporaryFolder('subscriptions', afterAll);
  let hub: AdminHub;
  beforeEach(async () => {
    hub = await startAdminHub();
  });
  afterEach(() => hub.close());
  const run = (args: readonly string[], more: Record<string, string> = {}, input?: string) =>
    hub.run(['subscriptions', ...args], more, input);
  const create = (...more: string[]) =>
    run(['create', '--id', 'crm', '--url', 'https://crm.example.com/hook', ...more]);
  const stored = () => hub.dispatch.subscriptions.get('crm');

  it('registers a webhook, and prints its secret once with the next step', async () => {
    const created = await create('--type', 'a', '--type', 'b', '--rate', '10/1m', '--header', 'x-a=env:A');
    expect(created).toMatchObject({ code: 2, err: expect.stringContaining('--header x-a: there is nothing in A.') });
    const again = await run(
      [
        'create',
        '--id',
        'crm',
        '--url',
        'https://crm.example.com/hook',
        '--type',
        'a',
        '--type',
        'b',
        '--rate',
        '10/1m',
        '--max-in-flight',
        '2',
        '--header',
        'x-a=env:A',
        '--description',
        'the CRM',
      ],
      { A: 'sesame' },
    );
    expect(again).toMatchObject({ code: 0, err: '' });
    const secret = /whsec_\S+/.exec(again.out)?.[0] ?? '';
    expect(isSigningSecret(secret)).toBe(true);
    expect(again.out).toContain(`dinghub subscriptions test crm --endpoint ${hub.endpoint}`);
    expect(await stored()).toMatchObject({
      pattern: { type: ['a', 'b'] },
      sink: { kind: 'webhook', headers: { 'x-a': 'sesame' } },
      rateLimit: { count: 10, perSeconds: 60 },
      maxInFlight: 2,
      secrets: [{ secret }],
    });
    const list = await run(['list']);
    expect(list.out).toMatch(
      /crm +active +webhook +https:\/\/crm\.example\.com\/hook +\{"type":\["a","b"\]\} +the CRM/,
    );
    const shown = await run(['show', 'crm']);
    expect(shown.out).toMatch(
      /state +active\n[\s\S]*headers +x-a\nrate +10 in 1 m\nin flight +2 at most\nreceiver +well/,
    );
    expect(list.out + shown.out).not.toContain('sesame');
    expect(list.out + shown.out).not.toContain(secret);
  });

  it('registers an application behind DingTalk’s callback protocol, with keys that are not on the command line', async () => {
    writeFileSync(join(folder, 'aes.key'), `${AES_KEY}\n`);
    const keys = ['--token-value', 'env:OLD', '--aes-key', `@${join(folder, 'aes.key')}`, '--owner-key', 'dingapp'];
    const created = await run(
      ['create', '--id', 'old', '--url', 'https://old.example.com/cb', '--all', ...keys, '--json'],
      { OLD: 't0ken' },
    );
    expect(JSON.parse(created.out)).toMatchObject({
      id: 'old',
      sink: { kind: 'dingtalk-callback', ownerKey: 'dingapp' },
    });
    expect(created.out).not.toMatch(/t0ken|whsec_/);
    expect(await hub.dispatch.subscriptions.get('old')).toMatchObject({ sink: { token: 't0ken', aesKey: AES_KEY } });
  });

  it('takes a whole document from a file or standard input, and prints JSON', async () => {
    const document = { pattern: { type: ['a'] }, sink: { kind: 'webhook', url: 'https://x.example.com' } };
    const file = join(folder, 'subscription.json');
    writeFileSync(file, JSON.stringify(document));
    const fromFile = await run(['create', '--file', file, '--json']);
    expect(JSON.parse(fromFile.out)).toMatchObject({ ...document, secret: expect.stringMatching(/^whsec_/) });
    const fromInput = await run(['create', '--file', '-', '--id', 'piped'], {}, JSON.stringify(document));
    expect(fromInput).toMatchObject({ code: 0, out: expect.stringMatching(/^created piped\n/) });
    expect((JSON.parse((await run(['ls', '--json'])).out) as { items: object[] }).items).toHaveLength(2);
  });

  it('lists every problem on a line of its own', async () => {
    const create = [
      'create',
      '--id',
      '!',
      '--url',
      'https://10.0.0.1',
      '--pattern',
      '{"type":"a"}',
      '--header',
      'host=x',
    ];
    const refused = await run(create);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(
      /^error The subscription has problems\.\n {2}- id: .*\n {2}- pattern: .*\n {2}- sink\.headers\.host: .*\n$/,
    );
  });

  it.each([
    [
      'English',
      {},
      'error --url htp://x: Expected a URL that begins with https://, or with http:// for this machine and what DINGHUB_ALLOW_NETWORKS of the hub names.\n',
    ],
    [
      'Chinese',
      ZH,
      '错误 --url htp://x：应以 https:// 开头；本机和 dinghub 的 DINGHUB_ALLOW_NETWORKS 所列网段也可用 http://。\n',
    ],
  ])('says in %s which URLs may be registered', async (_, more, err) => {
    expect(await run(['create', '--url', 'htp://x', '--all'], more)).toEqual({ code: 2, out: '', err });
  });

  it.each<[string, readonly string[], Record<string, string>, string]>([
    [
      'create in English',
      ['create', '--id', 'crm', '--url', 'https://x', '--all'],
      {},
      'There is a subscription "crm" already. Change it with `dinghub subscriptions update crm --endpoint $ …`, or choose another --id.',
    ],
    [
      'create in Chinese',
      ['create', '--id', 'crm', '--url', 'https://x', '--all'],
      ZH,
      '订阅“crm”已存在。请用 `dinghub subscriptions update crm --endpoint $ …` 修改，或换一个 --id。',
    ],
    ...[
      ['show'],
      ['update', '--rate', '1/1s'],
      ['pause'],
      ['resume'],
      ['delete', '--yes'],
      ['rotate-secret'],
      ['test'],
    ].flatMap(([verb = '', ...more]): [string, readonly string[], Record<string, string>, string][] => [
      [
        `${verb} in English`,
        [verb, 'nope', ...more],
        {},
        'There is no subscription "nope". `dinghub subscriptions list --endpoint $` shows which there are.',
      ],
      [
        `${verb} in Chinese`,
        [verb, 'nope', ...more],
        ZH,
        '没有订阅“nope”。可用 `dinghub subscriptions list --endpoint $` 查看现有订阅。',
      ],
    ]),
    [
      'pause in English',
      ['pause', 'gone'],
      {},
      'The subscription "gone" is disabled. `dinghub subscriptions resume gone --endpoint $` makes it active again.',
    ],
    [
      'pause in Chinese',
      ['pause', 'gone'],
      ZH,
      '订阅“gone”已停用。可用 `dinghub subscriptions resume gone --endpoint $` 恢复。',
    ],
  ])('says what to do where the hub refuses: %s', async (_, args, more, message) => {
    const sink = { kind: 'webhook', url: 'https://x.example.com' };
    for (const id of ['crm', 'gone']) {
      await hub.dispatch.subscriptions.create({ id, pattern: { source: ['dingtalk'] }, sink });
    }
    await hub.dispatch.subscriptions.disable('gone', 'gone');
    const err = `${more === ZH ? '错误' : 'error'} ${message.replace('$', hub.endpoint)}\n`;
    expect(await run(args, more)).toEqual({ code: 1, out: '', err });
  });

  it('speaks Chinese from the first subscription to the last', async () => {
    const zh = async (...args: string[]) => (await run(args, ZH)).out;
    expect(await zh('list')).toBe('没有订阅。可用 dinghub subscriptions create 创建。\n');
    const created = await zh(
      'create',
      '--id',
      'crm',
      '--url',
      'https://crm.example.com',
      '--type',
      'a',
      '--rate',
      '10/1m',
      '--max-in-flight',
      '2',
      '--header',
      'x-a=1',
    );
    expect(created).toMatch(
      /^已创建 crm\n {2}签名密钥 {2}whsec_\S+ {2}仅显示这一次：.*\n\n接收端用它验证每个请求的签名/,
    );
    const sealed = ['--token-value', 't', '--aes-key', AES_KEY, '--owner-key', 'dingapp'];
    expect(await zh('create', '--id', 'old', '--url', 'https://old.example.com', '--all', ...sealed)).toMatch(
      /^已创建 old\n\n接下来：\n {2}npx dinghub subscriptions test old /,
    );
    expect(await zh('list')).toMatch(/^id +状态 +类型 +url +匹配规则 +说明\ncrm +active +webhook +https/);
    expect(await zh('update', 'crm', '--description', '客户')).toBe('已更新 crm\n');
    expect(await zh('show', 'crm')).toMatch(
      /^id {8}crm\n说明 {6}客户\n状态 {6}active\n目标 {6}webhook https:\S+\n请求头 {4}x-a\n速率限制 {2}每 1 分钟 10 次\n并发 {6}最多 2 个\n接收端 {4}正常\n创建时间 {2}\d{4}-.*\n更新时间 {2}\d{4}-.*\n匹配规则\n\{/,
    );
    expect(await zh('pause', 'crm')).toBe('已暂停 crm\n');
    expect(await zh('resume', 'crm')).toBe('已恢复 crm\n');
    expect(await zh('rotate-secret', 'crm')).toMatch(
      /^已轮换 crm\n {2}签名密钥 {2}whsec_\S+ {2}仅显示这一次\n在 .*Z 之前，请求同时用旧密钥签名。\n$/,
    );
    expect(await zh('test', 'crm')).toBe('成功 接收端已接收，用时 12 毫秒（HTTP 200）\n  thanks\n');
    hub.answerWith({ kind: 'failed', code: 'E_CONNECTION', message: 'refused', durationMs: 3 });
    expect(await zh('test', 'crm')).toBe('失败 E_CONNECTION（用时 3 毫秒）：refused\n');
    await hub.dispatch.subscriptions.disable('crm', 'gone');
    expect(await zh('show', 'crm')).toContain('disabled（gone）\n');
    expect(await zh('delete', 'crm', '--yes')).toBe('已删除 crm\n');
    const refused = await run(['create', '--url', 'https://x', '--pattern', '{"type":"a"}'], ZH);
    expect(refused.err).toMatch(/^错误 订阅有误：\n {2}- pattern: .*\n$/);
    expect((await run(['create'], ZH)).err).toMatch(/^错误 请指定 --url <url>，以及/);
    expect((await run(['update', 'crm'], ZH)).err).toMatch(/^错误 要修改什么？/);
  });

  it('says what is missing where there is nobody to ask', async () => {
    expect(await run(['create'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Say --url <url> and --type'),
    });
    expect(await run(['create', '--url', 'https://x'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Which events?'),
    });
    expect(await run(['update', 'crm'])).toMatchObject({ code: 2, err: expect.stringContaining('What is to change?') });
    expect(hub.calls).toEqual([]);
  });

  it('changes what the flags say, keeping secrets that were never shown', async () => {
    await create('--type', 'a', '--header', 'x-a=sesame', '--rate', '1/1s');
    const before = await stored();
    const changed = await run(['update', 'crm', '--type', 'b', '--rate', 'none', '--header', 'x-b=2']);
    expect(changed).toEqual({ code: 0, out: 'updated crm\n', err: '' });
    const after = await stored();
    expect(after).toMatchObject({ pattern: { type: ['b'] }, sink: { headers: { 'x-a': 'sesame', 'x-b': '2' } } });
    expect([after?.rateLimit, after?.secrets]).toEqual([undefined, before?.secrets]);
    const shown = await run(['show', 'crm', '--json']);
    const put = await run(['update', 'crm', '--file', '-'], {}, shown.out);
    expect([put.code, (await stored())?.sink]).toEqual([0, after?.sink]);
  });

  it('pauses, resumes, rotates and tests', async () => {
    await create('--all');
    expect((await run(['pause', 'crm'])).out).toBe('paused crm\n');
    expect((await stored())?.state).toBe('paused');
    expect(JSON.parse((await run(['resume', 'crm', '--json'])).out)).toMatchObject({ state: 'active' });
    const rotated = await run(['rotate-secret', 'crm']);
    expect(rotated.out).toMatch(
      /rotated crm\n +secret +whsec_\S+ +shown this once\nRequests are signed with the old one too until \d{4}-/,
    );
    expect((await stored())?.secrets).toHaveLength(2);
    expect(await run(['test', 'crm'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ok the receiver took it in 12 ms \(HTTP 200\)\n +thanks/),
    });
    hub.answerWith({ kind: 'failed', code: 'E_CONNECTION', message: 'refused \u001b[2J', durationMs: 3 });
    const failed = await run(['test', 'crm']);
    expect(failed).toMatchObject({ code: 1, out: 'failed E_CONNECTION after 3 ms: refused \\u001b[2J\n' });
  });

  it('deletes only when it is sure', async () => {
    await create('--all');
    expect(await run(['delete', 'crm'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/There is nobody to ask here: say --yes/),
    });
    expect(await stored()).toBeDefined();
    expect(await run(['rm', 'crm', '-y'])).toMatchObject({ code: 0, out: 'deleted crm\n' });
    expect(await stored()).toBeUndefined();
    expect(await run(['delete', 'crm', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error There is no subscription "crm"\. /),
    });
  });

  it('never prints the token, whatever goes wrong', async () => {
    const wrong = await hub.run(['subs', 'ls', '--token', 'not-the-right-one']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/does not accept the token from --token/) });
    const chinese = await hub.run(['subs', 'ls'], { DINGHUB_ADMIN_TOKEN: 'not-the-right-one', LANG: 'zh_CN.UTF-8' });
    expect(chinese.err).toMatch(/不接受该令牌（来源：DINGHUB_ADMIN_TOKEN）/);
    const none = await hub.run(['subs', 'ls', '--data', folder], { DINGHUB_ADMIN_TOKEN: '' });
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/wants a token, and there is none/) });
    const away = await dinghub(['subs', 'ls', '--endpoint', 'http://127.0.0.1:1', '--token', TOKEN]);
    expect(away).toMatchObject({ code: 1, err: expect.stringMatching(/No hub answers at/) });
    expect([wrong, chinese, none, away].map(({ out, err }) => out + err).join()).not.toMatch(
      /not-the-right-one|correct-horse/,
    );
  });
});
