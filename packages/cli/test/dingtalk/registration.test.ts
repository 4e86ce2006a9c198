import type { DingTalkServer } from '@dinghub/simulator';
import { ENTER, hasTerminal, onTerminal } from '../terminal-session';
import { APP, environment, KEYS, quietly, type serve, startCallback, startDingTalk } from './set-up';

type Served = Awaited<ReturnType<typeof serve>>;

const ZH = { LANG: 'zh_CN.UTF-8' };
const URL_PATH = '/v1/dingtalk';

describe('dinghub dingtalk register, status, unregister', () => {
  let dingTalk: DingTalkServer;
  let hub: Served;
  beforeEach(async () => {
    dingTalk = await startDingTalk();
    hub = await startCallback();
  });
  afterEach(async () => {
    await Promise.all([dingTalk.close(), hub.close()]);
  });
  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    quietly(['dingtalk', ...args], environment(dingTalk.url, more));
  const registered = () => dingTalk.apps()[0]?.callback;
  const paths = () => dingTalk.calls().map(({ path }) => path.replace('/call_back/', ''));

  it('registers, shows the probe as it happens and says what is in force; the second time it updates', async () => {
    const first = await run(['register', '--url', hub.url, '--tags', 'bpms_*,user_add_org']);
    expect(first).toMatchObject({ code: 0, err: '' });
    const lines = first.out.trim().split('\n');
    expect(lines.map((line) => line.split(/ {2}/)[0])).toEqual([
      'probing',
      'came',
      'asking',
      'answer',
      'in force',
      'tags',
    ]);
    expect(first.out).toMatch(/POST http:\S+\/v1\/dingtalk: check_url, signed and sealed, owner key: corpId …/);
    expect(first.out).toMatch(/HTTP 200, “success”, after \d+ ms\n/);
    expect(first.out).toMatch(/DingTalk to register/);
    expect(first.out).toContain('3: user_add_org, bpms_task_change, bpms_instance_change');
    expect(registered()).toEqual({
      url: `${hub.url}${URL_PATH}`,
      tags: ['user_add_org', 'bpms_task_change', 'bpms_instance_change'],
    });
    const second = await run(['register', '--url', hub.url, '--json']);
    expect(JSON.parse(second.out)).toMatchObject({
      dryRun: false,
      action: 'update',
      tags: ['user_add_org', 'bpms_task_change', 'bpms_instance_change'],
      before: { url: `${hub.url}${URL_PATH}` },
      after: { url: `${hub.url}${URL_PATH}` },
      probe: { outcome: 'success' },
    });
    expect(paths().filter((path) => /^(register|update)_/.test(path))).toEqual([
      'register_call_back',
      'update_call_back',
    ]);
  });

  it('leaves a third-party app to its developer console, and does not call DingTalk', async () => {
    for (const command of [['register', '--url', hub.url], ['status'], ['unregister', '--yes']]) {
      const refused = await run(command, { DINGTALK_APP_KEY: 'suiteabc' });
      expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/developer console of the suite/) });
    }
    expect((await run(['status'], { DINGTALK_APP_KEY: 'suiteabc', ...ZH })).err).toMatch(/套件的开发者后台/);
    expect(paths()).toEqual([]);
  });

  it('speaks Chinese', async () => {
    const done = await run(['register', '--url', hub.url], ZH);
    expect(done.out).toMatch(
      /^自检 {2}POST .*owner key：corpId……\n返回 {2}HTTP 200，success，用时 \d+ 毫秒\n请求 {2}钉钉注册回调地址；/,
    );
    expect(done.out).toMatch(/标签 {2}全部 38 个：/);
  });

  it('with --dry-run checks and asks, and writes nothing', async () => {
    const dry = await run(['register', '--url', hub.url, '--dry-run']);
    expect(dry.out).toMatch(/dry run {2}nothing is registered: it would be registered\ntags {2}38, all there are: /);
    const json = await run(['register', '--url', hub.url, '--dry-run', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ dryRun: true, action: 'register', probe: { outcome: 'success' } });
    expect(registered()).toBeUndefined();
    expect(paths()).not.toContain('register_call_back');
  });

  it.each([
    [
      ['--tags', 'bpms_*,nonsense'],
      /DingTalk has no callback tag "nonsense"\.\n {2}- There are: user_add_org/,
      /钉钉没有事件标签“nonsense”。/,
    ],
    [['--url', 'ftp://x'], /--url must be an http or https URL/, /--url 必须是 http/],
  ])('refuses %j before anything is called', async (args, en, zh) => {
    const given = args[0] === '--url' ? args : ['--url', hub.url, ...args];
    expect((await run(['register', ...given])).err).toMatch(en);
    const chinese = await run(['register', ...given], ZH);
    expect(chinese.err).toMatch(zh);
    expect(chinese.code).toBeGreaterThan(0);
    expect(dingTalk.calls()).toEqual([]);
  });

  it('says which variables are missing', async () => {
    const none = { DINGTALK_APP_KEY: '', DINGTALK_APP_SECRET: '' };
    expect(await run(['status'], none)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/has no AppKey and AppSecret.*DINGTALK_APP_KEY/),
    });
    expect((await run(['status'], { ...none, ...ZH })).err).toMatch(/没有调用钉钉所需的 AppKey 和 AppSecret/);
    const nothing = { DINGTALK_TOKEN: '', DINGTALK_AES_KEY: '', DINGTALK_OWNER_KEY: '' };
    expect((await run(['status', '--data', '/nonexistent/data'], nothing)).err).toMatch(/There are no credentials in/);
  });

  it('sends the secret over plain HTTP to this machine only', async () => {
    const elsewhere = { DINGTALK_API_ENDPOINT: 'http://dingtalk.example' };
    expect(await run(['status'], elsewhere)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/DINGTALK_API_ENDPOINT: expected the https origin of a host, or http of this machine/),
    });
    expect((await run(['status'], { ...elsewhere, ...ZH })).err).toMatch(/^错误 配置无法使用：/);
  });

  it('does not ask DingTalk where the check_url from here failed, and says how to ask all the same', async () => {
    const other = await startCallback({ aesKey: KEYS.aesKey.replace('abc', 'cba') });
    const refused = await run(['register', '--url', other.url]);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/came {2}HTTP 403 envelope_rejected, after/);
    expect(refused.err).toMatch(
      /error The token is right; the AES key or the owner key is not.*\n.*was not asked.*--force/,
    );
    const dry = await run(['register', '--url', other.url, '--dry-run', '--json'], ZH);
    expect(JSON.parse(dry.out)).toMatchObject({
      error: { code: 'probe_failed', advice: expect.stringMatching(/^token 正确/) },
      probe: { outcome: 'status', status: 403 },
    });
    expect(dry.err).toMatch(/未请求钉钉.*--force/);
    expect(paths()).not.toContain('register_call_back');
    await other.close();
  });

  it('with --force asks DingTalk all the same, and advises by what its probe got', async () => {
    const other = await startCallback({ aesKey: KEYS.aesKey.replace('abc', 'cba') });
    const refused = await run(['register', '--url', other.url, '--force']);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/warning {2}The token is right.*DingTalk is asked all the same\./);
    expect(refused.err).toMatch(
      /error DingTalk 71012 \(call_back\/register_call_back\): DingTalk called the URL and got HTTP 403 envelope_rejected\. The token is right; the AES key or the owner key is not/,
    );
    expect(refused.err).toMatch(/DingTalk’s probe got: HTTP 403, .*envelope_rejected/);
    expect(refused.err).not.toMatch(/curl|signature=|firewall/);
    const json = await run(['register', '--url', other.url, '--force', '--json'], ZH);
    expect(JSON.parse(json.out)).toMatchObject({
      error: {
        ...{ errcode: '71012', kind: 'url_unreachable', probe: { status: 403 } },
        advice: expect.stringMatching(/^钉钉访问了该 URL，得到 HTTP 403 envelope_rejected。token 正确/),
      },
    });
    expect(json.err).toMatch(/钉钉校验时得到：HTTP 403/);
    await other.close();
  });

  it('says that the hub was not restarted since the credentials were rotated', async () => {
    const credentials = [{ token: 'newtokenoftheapp', aesKey: KEYS.aesKey.replace('abc', 'xyz') }, KEYS];
    const { corpId, appKey, appSecret } = APP;
    const app = { name: 'default', credentials, ownerKeys: [corpId], appKey, appSecret };
    const names = ['TOKEN', 'AES_KEY', 'OWNER_KEY', 'APP_KEY', 'APP_SECRET'];
    const unset = Object.fromEntries(names.map((name) => [`DINGTALK_${name}`, '']));
    const DINGTALK_APPS = JSON.stringify([app]);
    const warned = await run(['register', '--url', hub.url, '--dry-run'], { ...unset, DINGTALK_APPS });
    expect(warned.out).toMatch(/came {2}HTTP 401 signature_mismatch/);
    expect(warned.err).toMatch(/The hub there takes the older token .* not restarted since `dinghub app rotate`/);
  });

  it('says that nothing listens where the hub is stopped, without nulls', async () => {
    const refused = await run(['register', '--url', 'http://127.0.0.1:1', '--force']);
    expect(refused.err).toMatch(/71012 .*got no connection \(ECONNREFUSED\)\. Nothing listens there\. Start the hub/);
    expect(refused.err).toMatch(/\nDingTalk’s probe got no answer\.\n$/);
    const chinese = await run(['register', '--url', 'http://127.0.0.1:1', '--force'], ZH);
    expect(chinese.err).toMatch(/钉钉 71012（call_back\/register_call_back）：.*没有程序监听该地址/);
    expect(refused.err + chinese.err).not.toMatch(/null/);
  });

  it('prints of all 38 tags the first ones, and every one with --verbose', async () => {
    const short = await run(['register', '--url', hub.url]);
    expect(short.out).toMatch(/tags {2}38, all there are: user_add_org, (\w+, ){3}\w+ … and 33 more \(--verbose\)\n$/);
    expect((await run(['status'], ZH)).out).toMatch(/标签 {2}全部 38 个：user_add_org, .* … 另有 33 个/);
    expect((await run(['status', '--verbose'])).out).toMatch(/tags {2}38: .*meetingroom_room_info\n/);
  });

  it.each([
    [
      'nothing is there',
      'http://127.0.0.1:1',
      /nothing answers at http:\/\/127\.0\.0\.1:1 \(DINGTALK_API_ENDPOINT\)\. Is `dinghub simulate dingtalk` running/,
    ],
    [
      'it is the hub',
      'hub',
      /HTTP 404 \(gettoken\): what answers at \S+ \(DINGTALK_API_ENDPOINT\) is not DingTalk’s API/,
    ],
  ])('names DINGTALK_API_ENDPOINT where %s', async (_, endpoint, message) => {
    const wrong = { DINGTALK_API_ENDPOINT: endpoint === 'hub' ? hub.url : endpoint };
    expect(await run(['status'], wrong)).toMatchObject({ code: 1, err: expect.stringMatching(message) });
    expect((await run(['status', '--json'], { ...wrong, ...ZH })).out).toMatch(
      /DINGTALK_API_ENDPOINT）(没有应答|上应答的不是钉钉的接口)/,
    );
  });

  it('says to scripts what cannot be registered', async () => {
    const refused = await run(['register', '--url', hub.url, '--tags', 'nonsense', '--json']);
    expect(JSON.parse(refused.out)).toMatchObject({
      error: {
        code: 'invalid_registration',
        problems: ['DingTalk has no callback tag "nonsense".', expect.anything()],
      },
    });
    expect(refused.code).toBe(1);
  });

  it('warns where no owner key is a corpId', async () => {
    const warned = await run(['register', '--url', hub.url, '--dry-run'], { DINGTALK_OWNER_KEY: APP.appKey });
    expect(warned.err).toMatch(/warning {2}No owner key of the app looks like a corpId/);
    expect(warned.out).toMatch(
      /owner key: AppKey …\ncame {2}.*does not show whether the hub accepts the corpId: check that/,
    );
    const zh = await run(['register', '--url', hub.url, '--dry-run'], { DINGTALK_OWNER_KEY: APP.appKey, ...ZH });
    expect(zh.out).toMatch(/；这不能说明 dinghub 接受 corpId，请确认它在 DINGTALK_OWNER_KEY 或该应用的 ownerKeys 中\n/);
  });

  it.each([
    ['/gettoken', 40089, /bad|AppKey \(Client ID\) and AppSecret/, /不匹配/],
    ['/call_back/get_call_back', 60011, /lacks the permission/, /没有调用该接口的权限/],
    ['/call_back/register_call_back', 71008, /tag is not on DingTalk’s list/, /call_back_tag 不在/],
    ['/call_back/register_call_back', 71009, /the reply was not the encrypted “success”/, /不是加密的 success/],
    ['/call_back/register_call_back', 71011, /The URL is not valid/, /URL 格式不合法/],
    ['/call_back/register_call_back', 71013, /does not call this domain/, /域名或 IP 不允许/],
  ])('prints the advice for %s %i in both languages', async (path, code, en, zh) => {
    for (const [env, text] of [
      [{}, en],
      [ZH, zh],
    ] as const) {
      dingTalk.faults.add({ path, answer: { kind: 'code', code } });
      const failed = await run(['register', '--url', hub.url], env);
      expect(failed).toMatchObject({ code: 1, err: expect.stringMatching(text) });
      expect(failed.err).toContain(String(code));
    }
    expect(registered()).toBeUndefined();
  });

  it('tells a ban and a gateway’s page from an answer', async () => {
    dingTalk.faults.add({ path: '*', answer: { kind: 'ban' } });
    expect((await run(['status'])).err).toMatch(/1111 .*refuses every call from this IP address/);
    dingTalk.faults.add({ path: '*', answer: { kind: 'html', status: 200 } });
    expect((await run(['status'], ZH)).err).toMatch(/应答的不是钉钉的接口/);
    dingTalk.faults.add({ path: '*', answer: { kind: 'reset' } });
    expect((await run(['status'])).err).toMatch(/E_CONNECTION .*nothing answers at/);
  });

  it('status compares what is registered with the hub’s keys, and unregister asks first', async () => {
    expect((await run(['status'])).out).toMatch(/in force {2}nothing\nnext/);
    expect((await run(['unregister'])).out).toMatch(/nothing is registered by API/);
    await run(['register', '--url', hub.url, '--tags', 'check_in']);
    const status = await run(['status']);
    expect(status.out).toBe(
      `in force  ${hub.url}${URL_PATH}\ntags  1: check_in\nkeys  token and AES key are those of the app\n`,
    );
    const other = await run(['status', '--json'], { DINGTALK_TOKEN: 'anothertoken' });
    expect(JSON.parse(other.out)).toMatchObject({ registered: true, tags: ['check_in'], credential: 'other' });

    expect(await run(['unregister'])).toMatchObject({ code: 2, err: expect.stringMatching(/say --yes/) });
    expect((await run(['unregister', '--dry-run'])).out).toMatch(/dry run: it would be removed/);
    expect(registered()).toBeDefined();
    const removed = await run(['unregister', '--yes', '--json']);
    expect(JSON.parse(removed.out)).toMatchObject({ outcome: 'removed', tags: ['check_in'] });
    expect(registered()).toBeUndefined();
  });

  (hasTerminal ? it : it.skip)(
    'say on a terminal what DingTalk is asked, and which DingTalk; not with --json',
    async () => {
      const { host } = new URL(dingTalk.url);
      const shown = async (args: readonly string[], more = {}) =>
        (await onTerminal(args, [], environment(dingTalk.url, more))).shown;
      const asking = `Asking DingTalk (${host}) what is registered for default …\n`;
      const chinese = await shown(['dingtalk', 'status'], ZH);
      expect(chinese).toMatch(new RegExp(`^正在向钉钉（${host}）查询 default 已注册的回调地址……\n生效  无\n`));
      expect(await shown(['dingtalk', 'status', '--json'])).toMatch(/^\{/);
      expect((await shown(['dingtalk', 'register', '--url', hub.url])).startsWith(`${asking}probing`)).toBe(true);
      const removed = await shown(['dingtalk', 'unregister', '--yes']);
      expect(removed.startsWith(`${asking}in force`)).toBe(true);
      expect(removed).toContain(`\nAsking DingTalk (${host}) to end the pushes …\nunregister  removed`);
      const doctor = await shown(['doctor', '--url', hub.url]);
      expect(doctor).toContain(asking);
      expect(doctor).toContain(`Calling ${hub.url}${URL_PATH} …\n`);
      expect(await shown(['doctor', '--url', hub.url, '--json'])).toMatch(/^\{.*\}\nended/);
      expect((await run(['status'])).err).toBe('');
    },
  );

  (hasTerminal ? it : it.skip)('does nothing when the answer is no', async () => {
    await run(['register', '--url', hub.url]);
    const asked = await onTerminal(
      ['dingtalk', 'unregister'],
      [[/End all pushes/, `n${ENTER}`]],
      environment(dingTalk.url),
    );
    expect(asked.code).toBe(1);
    expect(registered()).toBeDefined();
  });
});
