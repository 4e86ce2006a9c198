import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dinghub, start, waitFor } from './command';

describe('the dinghub command', () => {
  const data = mkdtempSync(join(tmpdir(), 'dinghub-cli-'));
  let hub: ReturnType<typeof start>;
  let url = '';
  const at = () => ['--data', data, '--url', url];

  beforeAll(async () => {
    hub = start(['start', '--port', '0', '--data', data]);
    url = await waitFor(hub.out, /running at (\S+)\./);
  });
  afterAll(async () => {
    hub.child.kill('SIGTERM');
    await once(hub.child, 'close');
    rmSync(data, { recursive: true, force: true });
  });

  it('prints on first start what to paste into DingTalk and the next step, and keeps it at mode 0600', () => {
    const [app] = JSON.parse(readFileSync(join(data, 'apps.json'), 'utf8')) as [{ token: string; aesKey: string }];
    for (const text of [app.token, app.aesKey, '/v1/dingtalk', 'simulate check-url']) expect(hub.out()).toContain(text);
    const start = (text: string) => hub.out().split(text)[0]?.split('\n').at(-1)?.length;
    expect(start(app.token)).toBe(start(app.aesKey));
    expect(start('ask the hub')).toBe(start('register a system'));
    expect(statSync(join(data, 'apps.json')).mode & 0o777).toBe(0o600);
  });

  it('plays DingTalk’s URL check and pushes events, which are then listed, shown and filtered', async () => {
    expect(await dinghub(['simulate', 'check-url', ...at()])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ok:/),
    });
    const pushed = await dinghub(['simulate', 'event', 'bpms_instance_change', '--count', '5', '--json', ...at()]);
    expect(JSON.parse(pushed.out)).toMatchObject({ sent: 5, delivered: 5, failed: 0, retries: 0 });
    await dinghub(['simulate', 'event', 'user_add_org', ...at()]);

    const list = await dinghub([
      'events',
      'list',
      '--type',
      'bpms_instance_change',
      '--limit',
      '3',
      '--json',
      '--data',
      data,
    ]);
    const page = JSON.parse(list.out) as { items: { event: { id: string; subject: string } }[]; cursor: string };
    expect(page.items).toHaveLength(3);
    const more = await dinghub([
      'events',
      'list',
      '--type',
      'bpms_instance_change',
      '--json',
      '--data',
      data,
      '--cursor',
      page.cursor,
    ]);
    expect((JSON.parse(more.out) as typeof page).items).toHaveLength(2);

    const { id, subject } = page.items[0]?.event ?? { id: '', subject: '' };
    const shown = await dinghub(['events', 'show', id, '--data', data]);
    expect(shown.out).toContain('"specversion": "1.0"');
    expect(shown.out).toMatch(/\n}\n\nNo deliveries\.\n$/);
    expect(JSON.parse(shown.out.replace(/\n\n.*\n$/, ''))).toEqual(page.items[0]);
    const line = (await dinghub(['events', 'show', id, '--json', '--data', data])).out;
    expect([JSON.parse(line), line.trim().split('\n').length]).toEqual([{ ...page.items[0], deliveries: [] }, 1]);
    expect(page.items[0]).toMatchObject({ receivedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    const about = await dinghub(['events', 'list', '--subject', subject, '--data', data]);
    expect(about.out).toContain(id);
    expect(about.out).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z /m);
    expect(about.out.trim().split('\n')).toHaveLength(2);
    expect((await dinghub(['events', 'list', '--since', '2100-01-01', '--data', data])).out).toMatch(/No events/);
  });

  it('tails events as they arrive, as JSON lines, until it is stopped', async () => {
    const pushed = await dinghub(['simulate', 'event', 'check_in', '--count', '3', ...at()]);
    expect(pushed).toMatchObject({ code: 0, out: expect.stringContaining('check_in') });
    const tail = start(['events', 'tail', '-n', '2', '--type', 'check_in', '--json', '--data', data]);
    await waitFor(tail.out, /\n.*\n/);
    await dinghub(['simulate', 'event', 'check_in', ...at()]);
    await waitFor(tail.out, /\n.*\n.*\n/);
    tail.child.kill('SIGINT');
    const [code] = (await once(tail.child, 'close')) as [number];
    const lines = tail.out().trim().split('\n');
    const events = lines.map((line) => (JSON.parse(line) as { event: { type: string; id: string } }).event);
    expect([code, events.map(({ type }) => type)]).toEqual([0, ['check_in', 'check_in', 'check_in']]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
  });

  it('shows no credentials on later starts, nor in its log', async () => {
    const [app] = JSON.parse(readFileSync(join(data, 'apps.json'), 'utf8')) as [{ token: string; aesKey: string }];
    const again = start(['start', '--port', '0', '--data', data]);
    await waitFor(again.out, /running at/);
    again.child.kill('SIGTERM');
    const [code] = (await once(again.child, 'close')) as [number];
    expect(code).toBe(0);
    for (const secret of [app.token, app.aesKey]) expect(again.out() + again.err() + hub.err()).not.toContain(secret);
  });

  it('speaks Chinese where the environment does', async () => {
    const chinese = start(['start', '--port', '0', '--data', data], { LANG: 'zh_CN.UTF-8' });
    await waitFor(chinese.out, /已启动/);
    chinese.child.kill('SIGTERM');
    await once(chinese.child, 'close');
  });

  it.each<[string, readonly string[], number, RegExp]>([
    [
      'a port in use',
      ['start', '--data', 'DATA', '--port', 'PORT'],
      1,
      /Port \d+ is in use: the hub of \S+ runs already, at http:\/\/127/,
    ],
    ['a port that is none', ['start', '--port', 'x'], 2, /--port must be a whole number/],
    ['an unknown command', ['fly'], 2, /^error unknown command 'fly'\n\(dinghub --help says more\)\n$/],
    [
      'a command that is unknown beside what its parent does',
      ['simulate', 'dingtalk', 'psuh', 'user_add_org', '--count', '3'],
      2,
      /unknown command 'psuh'\n\(Did you mean push\?\)\n\(dinghub simulate dingtalk --help says more\)/,
    ],
    ['an argument too many below it', ['simulate', 'dingtalk', 'status', 'extra'], 2, /too many arguments/],
    ['an unknown option of such a parent', ['simulate', 'dingtalk', '--prot', '1'], 2, /unknown option '--prot'/],
    [
      'an unknown option',
      ['events', 'list', '--tpye', 'x'],
      2,
      /^error unknown option '--tpye'\n\(Did you mean --type\?\)\n\(dinghub events list --help says more\)\n$/,
    ],
    ['a time that is none', ['events', 'list', '--since', 'soon'], 2, /--since must be a time/],
    ['a day that is none', ['events', 'list', '--until', '2026-02-31'], 2, /--until must be a time/],
    ['a data folder that is a file', ['events', 'list', '--data', __filename], 1, /cli\.test\.ts\/.*is a file.*--data/],
    [
      'a folder without a hub',
      ['events', 'list', '--data', 'x/y'],
      1,
      /There is no hub in \/.*\/x\/y\. Start one with `dinghub start --data x\/y`/,
    ],
    ['an unknown event', ['events', 'show', 'nope', '--data', 'DATA'], 1, /no event with the id/],
    [
      'a foreign cursor',
      ['events', 'list', '--cursor', 'x', '--data', 'DATA'],
      1,
      /cursor was not issued by this listing\. Leave it out/,
    ],
    ['no credentials', ['simulate', 'check-url', '--data', '/nonexistent/x'], 1, /no credentials/],
    ['a hub that is not there', ['simulate', 'check-url', '--data', 'DATA', '--url', 'http://127.0.0.1:1'], 1, /^$/],
  ])('says what to do about %s, without a stack trace', async (_, args, code, message) => {
    const port = new URL(url).port;
    const result = await dinghub(args.map((arg) => (arg === 'DATA' ? data : arg === 'PORT' ? port : arg)));
    expect(result.code).toBe(code);
    expect(result.err).toMatch(message);
    expect(result.err).not.toMatch(/\n\s+at /);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    [
      'a port in use',
      ['start', '--data', 'DATA', '--port', 'PORT'],
      1,
      /^错误 端口 \d+ 已被占用：.* 已在运行，地址为 http:/,
    ],
    ['an unknown command', ['evnts'], 2, /^错误 未知命令 evnts\n（最相近的是：events）\n（详见 dinghub --help）\n$/],
    [
      'an unknown command below another',
      ['simulate', 'dingtalk', 'psuh'],
      2,
      /^错误 未知命令 psuh\n（最相近的是：push）\n（详见 dinghub simulate dingtalk --help）\n$/,
    ],
    [
      'an unknown option',
      ['events', 'list', '--tpye', 'x'],
      2,
      /^错误 未知选项 --tpye\n（最相近的是：--type）\n（详见 dinghub events list --help）\n$/,
    ],
    ['a missing argument', ['events', 'show'], 2, /^错误 缺少参数 <id>\n（详见 dinghub events show --help）\n$/],
    ['a missing option', ['replay'], 2, /^错误 缺少必需的选项 --subscription <id>\n/],
    ['a missing value', ['events', 'list', '--since'], 2, /^错误 选项 --since <time> 缺少取值\n/],
    ['an argument too many', ['events', 'list', 'x'], 2, /^错误 参数过多：最多 0 个，实际 1 个\n/],
    [
      'options that exclude each other',
      ['simulate', 'check-url', '--url', 'http://a', '--endpoint', 'http://b'],
      2,
      /^错误 选项 --endpoint <url> 不能与 --url <url> 同时使用\n/,
    ],
    [
      'a value that is none',
      ['events', 'list', '--limit', '0'],
      2,
      /^错误 --limit 必须是从 1 到 1000 的整数，而不是“0”。$/m,
    ],
    [
      'a data folder that is a file',
      ['events', 'list', '--data', __filename],
      1,
      /^错误 无法使用存储。请.*（Cannot use/,
    ],
    ['an unknown event', ['events', 'show', 'nope', '--data', 'DATA'], 1, /^错误 没有 ID 为“nope”的事件。$/m],
    ['a foreign cursor', ['events', 'list', '--cursor', 'x', '--data', 'DATA'], 1, /^错误 --cursor 无效：/],
  ])('says in Chinese what to do about %s', async (_, args, code, message) => {
    const port = new URL(url).port;
    const words = args.map((arg) => (arg === 'DATA' ? data : arg === 'PORT' ? port : arg));
    expect(await dinghub(words, { LANG: 'zh_CN.UTF-8' })).toEqual({
      code,
      out: '',
      err: expect.stringMatching(message),
    });
  });

  it('reports every problem of the configuration at once', async () => {
    const result = await dinghub(['start', '--data', data], { DINGTALK_TOKEN: 't', DINGTALK_TOKNE: 'x' });
    expect(result.code).toBe(1);
    for (const name of ['DINGTALK_AES_KEY', 'DINGTALK_OWNER_KEY', 'DINGTALK_TOKNE']) expect(result.err).toContain(name);
    const chinese = await dinghub(['start', '--data', data], { DINGTALK_TOKNE: 'x', LANG: 'zh_CN.UTF-8' });
    expect(chinese.err).toMatch(/^错误 配置无法使用：\n {2}- DINGTALK_TOKNE: unknown/);
  });

  it('has help with examples for every command', async () => {
    for (const command of [
      [],
      ['start'],
      ['events'],
      ['events', 'list'],
      ['events', 'show'],
      ['events', 'tail'],
      ['events', 'replay'],
      ['simulate', 'event'],
      ['subscriptions', 'create'],
      ['deliveries'],
      ['deliveries', 'list'],
      ['deliveries', 'show'],
      ['deliveries', 'retry'],
      ['replay'],
      ['patterns', 'test'],
      ['profiles', 'list'],
      ['profiles', 'set'],
      ['suite', 'ticket'],
      ['tablestore'],
      ['tablestore', 'create-tables'],
      ['listen'],
    ]) {
      expect(await dinghub([...command, '--help'])).toMatchObject({
        code: 0,
        err: '',
        out: expect.stringMatching(/^Usage: dinghub[\s\S]*\n(First steps|Examples?):\n {2}\$ /),
      });
    }
  });
});
