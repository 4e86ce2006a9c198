import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DingTalkServer } from '@dinghub/simulator';
import { registerCallback, temporaryFolder } from '@dinghub/testkit';
import { APP, environment, KEYS, quietly, serve, startCallback, startDingTalk } from '../dingtalk/set-up';

type Served = Awaited<ReturnType<typeof serve>>;
interface Report {
  readonly ok: boolean;
  readonly checks: readonly { check: string; status: string; message: string; next?: string }[];
}

const ZH = { LANG: 'zh_CN.UTF-8' };

describe('dinghub doctor', () => {
  const data = temporaryFolder('doctor', afterAll);
  let dingTalk: DingTalkServer;
  let hub: Served;
  beforeEach(async () => {
    dingTalk = await startDingTalk();
    hub = await startCallback();
  });
  afterEach(async () => {
    await Promise.all([dingTalk.close(), hub.close()]);
  });

  const run = (args: readonly string[] = [], more: Record<string, string> = {}) =>
    quietly(['doctor', '--data', data, ...args], environment(dingTalk.url, more));
  const findings = async (args: readonly string[] = [], more: Record<string, string> = {}) => {
    const { out, code } = await run([...args, '--json'], more);
    const report = JSON.parse(out) as Report;
    expect(code).toBe(report.ok ? 0 : 1);
    return report.checks;
  };
  const about = async (check: string, args?: readonly string[], more?: Record<string, string>) =>
    (await findings(args, more)).filter((finding) => finding.check === check);

  it('says one line for each check, and where each field is from', async () => {
    const { code, out } = await run(['--url', hub.url]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {7}configuration: set: DINGTALK_TOKEN, .*DINGTALK_APP_SECRET \(from the environment\)\n/);
    expect(out).toMatch(/ok {7}token and key: default: token and AES key are as DingTalk wants them/);
    expect(out).toMatch(/ok {7}owner keys: default accepts a corpId, for a URL registered by API, and an AppKey/);
    expect(out).toMatch(
      /warning {2}URL: 127\.0\.0\.1:\d+ answers \(HTTP 405 to a GET\) → DingTalk cannot reach this address/,
    );
    expect(out).toMatch(/ok {7}check_url: “success” after \d+ ms cold, \d+ ms warm; DingTalk waits 1\.2 to 2\.5 s/);
    expect(out).toMatch(/ok {7}clock: within 10 s of the URL’s/);
    for (const line of out.trim().split('\n')) expect(line).toMatch(/^(ok|warning|failure) /);
    for (const key of [APP.appKey, APP.corpId]) expect(out).not.toContain(key);
  });

  it('looks at each of several apps, also where none is called default, and takes the one that the URL ends in', async () => {
    const app = (name: string, more = {}) => ({ name, ...KEYS, ownerKeys: [APP.corpId], ...more });
    const DINGTALK_APPS = JSON.stringify([app('hr', { appKey: APP.appKey, appSecret: APP.appSecret }), app('it')]);
    const none = {
      DINGTALK_TOKEN: '',
      DINGTALK_AES_KEY: '',
      DINGTALK_OWNER_KEY: '',
      DINGTALK_APP_KEY: '',
      DINGTALK_APP_SECRET: '',
    };
    const found = await findings(['--url', `${hub.url}/v1/dingtalk/hr`], { ...none, DINGTALK_APPS });
    const of = (check: string) => found.filter((finding) => finding.check === check).map(({ message }) => message);
    expect(of('credentials')).toEqual([expect.stringMatching(/^hr: /), expect.stringMatching(/^it: /)]);
    expect(of('dingtalk')).toEqual([
      expect.stringMatching(/^hr: nothing is registered/),
      expect.stringMatching(/^it: not asked/),
    ]);
    expect(of('clock')).toEqual(['within 10 s of the URL’s', 'within 10 s of DingTalk’s']);
    // The hub there has no such app.
    expect(of('url')).toEqual([expect.stringMatching(/^hr: 127\.0\.0\.1:\d+ answers/)]);
    expect(of('check_url')).toEqual(['hr: HTTP 404 unknown_app']);
    const chinese = await findings(['--url', hub.url, '--app', 'it'], { ...none, DINGTALK_APPS, ...ZH });
    expect(chinese.filter(({ check }) => check === 'url')).toMatchObject([
      { message: expect.stringMatching(/^it：127\.0\.0\.1:\d+ 有返回/) },
    ]);
  });

  it('speaks Chinese', async () => {
    const { out } = await run(['--url', hub.url], ZH);
    expect(out).toMatch(/^正常 {2}配置：已设置：DINGTALK_TOKEN, .*（来自环境变量）\n/);
    for (const line of out.trim().split('\n')) expect(line).toMatch(/^(正常|警告|失败) /);
  });

  it('names every problem of the configuration, without values', async () => {
    const found = await about('configuration', [], { DINGTALK_AES_KEY: 'short', DINGHUB_RETENTION_DAYS: 'many' });
    expect(found.map(({ status }) => status)).toEqual(['failure', 'failure']);
    expect(found.map(({ message }) => message.split(':')[0])).toEqual(['DINGTALK_AES_KEY', 'DINGHUB_RETENTION_DAYS']);
    expect(await about('configuration', [], { DINGTALK_API_ENDPOINT: 'http://dingtalk.example' })).toMatchObject([
      { status: 'failure', message: expect.stringMatching(/^DINGTALK_API_ENDPOINT: expected the https origin/) },
    ]);
    const none = { DINGTALK_TOKEN: '', DINGTALK_AES_KEY: '', DINGTALK_OWNER_KEY: '' };
    expect(await about('configuration', [], none)).toMatchObject([
      { status: 'failure', message: expect.stringMatching(/no credentials/) },
    ]);
  });

  it('reads apps.json, which has an app that is rotating', async () => {
    const folder = join(data, 'rotating');
    mkdirSync(folder);
    const credentials = [KEYS, { token: 'oldtoken', aesKey: KEYS.aesKey.replace('abc', 'xyz') }];
    writeFileSync(join(folder, 'apps.json'), JSON.stringify([{ name: 'hr', credentials, ownerKeys: [APP.corpId] }]));
    const none = { DINGTALK_TOKEN: '', DINGTALK_AES_KEY: '', DINGTALK_OWNER_KEY: '' };
    const found = await findings(['--data', folder], none);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          message: expect.stringMatching(/^set: name, credentials, ownerKeys \(from .*apps\.json\)$/),
        }),
        expect.objectContaining({
          status: 'ok',
          message: expect.stringMatching(
            /^set: DINGTALK_APP_KEY, DINGTALK_APP_SECRET \(from the environment, before .*apps\.json: .* count for this terminal; the hub may have others\)$/,
          ),
        }),
        expect.objectContaining({
          check: 'rotation',
          status: 'warning',
          message: expect.stringMatching(/^hr: whether .* is not known: .*rotating has no store$/),
        }),
      ]),
    );
  });

  it('tells a hub that was not restarted since a rotation from one that has another token', async () => {
    const fresh = { token: 'newtokenoftheapp', aesKey: KEYS.aesKey.replace('abc', 'xyz') };
    const unset = {
      DINGTALK_TOKEN: '',
      DINGTALK_AES_KEY: '',
      DINGTALK_OWNER_KEY: '',
      DINGTALK_APP_KEY: '',
      DINGTALK_APP_SECRET: '',
    };
    const rotating = (older: object) => ({
      ...unset,
      DINGTALK_APPS: JSON.stringify([{ name: 'default', credentials: [fresh, older], ownerKeys: [APP.corpId] }]),
    });
    const at = ['--url', hub.url];
    expect(await about('check_url', at, rotating(KEYS))).toMatchObject([
      {
        status: 'failure',
        message: 'HTTP 401 signature_mismatch',
        next: expect.stringMatching(/not restarted since `dinghub app rotate`/),
      },
    ]);
    expect((await about('check_url', at, { ...rotating(KEYS), ...ZH }))[0]?.next).toMatch(/尚未重启/);
    const foreign = { token: 'someothertoken', aesKey: KEYS.aesKey };
    expect(await about('check_url', at, rotating(foreign))).toMatchObject([
      { status: 'failure', next: expect.stringMatching(/The hub there has another token/) },
    ]);
  });

  it('compares what DingTalk has registered, and tells another key, another URL and nothing apart', async () => {
    expect(await about('dingtalk')).toMatchObject([
      { status: 'warning', message: expect.stringMatching(/nothing is registered/) },
    ]);
    await quietly(['dingtalk', 'register', '--url', hub.url], environment(dingTalk.url));
    expect(await about('dingtalk')).toMatchObject([{ status: 'ok' }]);
    // Without --url the registered one is looked at.
    expect(await about('check_url')).toMatchObject([{ status: 'ok' }]);
    expect(await about('dingtalk', [], { DINGTALK_TOKEN: 'anothertoken' })).toMatchObject([
      { status: 'failure', next: expect.stringMatching(/a token or an AES key that the hub does not have/) },
    ]);
    expect(await about('dingtalk', ['--url', `${hub.url}/other`])).toMatchObject([
      { status: 'failure', next: expect.stringMatching(/another URL/) },
    ]);
    expect(await about('owner_keys', [], { DINGTALK_OWNER_KEY: APP.appKey })).toMatchObject([
      { status: 'failure', next: expect.stringMatching(/seals with the corpId: add it/) },
    ]);
  });

  it('knows the URL that DingTalk has, however it is written there', async () => {
    const written = hub.url.replace('http:', 'HTTP:');
    await registerCallback(dingTalk.url, APP, { ...KEYS, url: `${written}/v1/x/../dingtalk` });
    expect(await about('dingtalk', ['--url', hub.url])).toMatchObject([{ status: 'ok' }]);
  });

  it('prints the advice for what DingTalk has against it, in both languages', async () => {
    for (const [env, next] of [
      [{}, /do not belong together/],
      [ZH, /不匹配/],
    ] as const) {
      expect(await about('dingtalk', [], { DINGTALK_APP_SECRET: 'wrong', ...env })).toMatchObject([
        { status: 'failure', next: expect.stringMatching(next) },
      ]);
    }
    expect(await about('dingtalk', [], { DINGTALK_APP_SECRET: '', DINGTALK_APP_KEY: '' })).toMatchObject([
      { status: 'warning' },
    ]);
  });

  it.each([
    ['another token', { token: 'anothertokenhere' }, /401 signature_mismatch/, /The hub there has another token/],
    [
      'another AES key',
      { aesKey: KEYS.aesKey.replace('abc', 'cba') },
      /403 envelope_rejected/,
      /AES key or the owner key is not/,
    ],
    [
      'another owner key',
      { ownerKeys: ['dingother'] },
      /403 envelope_rejected/,
      /accept the owner key.*the hub lacks the variables that this terminal has \(DINGTALK_TOKEN, .*\): give it the same/,
    ],
  ])('finds out that the hub there has %s', async (_, keys, message, next) => {
    const other = await startCallback(keys);
    expect(await about('check_url', ['--url', other.url])).toMatchObject([
      { status: 'failure', message: expect.stringMatching(message), next: expect.stringMatching(next) },
    ]);
    await other.close();
  });

  it.each([
    [
      302,
      { location: 'https://login.example.com/?secret=1' },
      /a redirect to login\.example\.com$/,
      /follows no redirect/,
    ],
    [404, {}, /HTTP 404/, /Nothing is at this path/],
    [502, {}, /HTTP 502/, /Something other than the hub/],
  ])('stops at a URL that answers %i', async (status, headers, message, next) => {
    const server = await serve(async () => ({ status, headers }));
    const found = await findings(['--url', server.url]);
    expect(found.filter(({ check }) => check === 'url')).toMatchObject([
      { status: 'failure', message: expect.stringMatching(message), next: expect.stringMatching(next) },
    ]);
    expect(found.some(({ check }) => check === 'check_url')).toBe(false);
    await server.close();
  });

  it('says that no hub runs on the folder, where none is named either', async () => {
    expect(await about('url')).toEqual([
      {
        ...{ check: 'url', status: 'warning', message: `not checked: no hub runs on ${data}` },
        next: 'start the hub; one elsewhere is named with --url https://…',
      },
    ]);
    expect((await run([], ZH)).out).toMatch(/未检查：数据目录 .* 没有正在运行的 dinghub → 请启动 dinghub/);
  });

  it('tells a URL that nobody listens at, a port without TLS, and a page that is no hub', async () => {
    expect(await about('url', ['--url', 'http://127.0.0.1:1'], ZH)).toMatchObject([
      {
        status: 'failure',
        message: '127.0.0.1:1：无法连接（ECONNREFUSED）',
        next: expect.stringMatching(/没有程序监听/),
      },
    ]);
    const page = await serve(async () => ({ status: 200, body: '<html>' }));
    expect(await about('url', ['--url', page.url.replace('http:', 'https:')])).toMatchObject([
      {
        status: 'failure',
        message: expect.stringMatching(/EPROTO/),
        next: expect.stringMatching(/does not speak TLS/),
      },
    ]);
    expect(await about('check_url', ['--url', page.url])).toMatchObject([
      { status: 'failure', message: expect.stringMatching(/the answer is not JSON/) },
    ]);
    await page.close();
  });

  it('finds a clock that is off, by the Date of the answer', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    const server = await serve(async () => ({ status: 405, headers: { date } }));
    expect(await about('clock', ['--url', server.url])).toMatchObject([
      { status: 'failure', message: expect.stringMatching(/^(1 h|60 m) ahead of the URL’s$/) },
      // The hub's clock may be this machine's own: DingTalk's is another.
      { status: 'ok', message: 'within 10 s of DingTalk’s' },
    ]);
    await server.close();
  });

  it('says what is wrong with a store', async () => {
    expect(await about('store')).toMatchObject([
      { status: 'warning', message: expect.stringMatching(/there is none/) },
    ]);
    const folder = join(data, 'broken');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'dinghub.db'),
      'no database at all, just a text that is long enough to be looked at as one',
    );
    expect(await about('store', ['--data', folder], ZH)).toMatchObject([
      {
        status: 'failure',
        message: expect.stringMatching(/not an SQLite database/),
        next: expect.stringMatching(/请移走该文件/),
      },
    ]);
  });
});
