import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryFolder } from '@dinghub/testkit';
import { SIMULATED } from '../../src/simulation/dingtalk/identities';
import { dinghub, start, waitFor } from '../command';

type Started = ReturnType<typeof start>;

const SECRETS = ['secret-of-no-real-app', 'secret-of-no-real-suite'];

describe('a DingTalk on a laptop, each part its own process', () => {
  const folder = temporaryFolder('simulate', afterAll);
  const running: Started[] = [];
  const begin = (args: readonly string[], more: Record<string, string> = {}) => {
    const one = start(args, more);
    running.push(one);
    return one;
  };
  const end = async ({ child }: Started) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map(end));
  });

  const simulate = async (...args: string[]) => {
    const simulator = begin(['simulate', 'dingtalk', '--port', '0', ...args]);
    const url = await waitFor(simulator.out, /simulated DingTalk is at (\S+)\. Stop it/);
    await waitFor(simulator.out, /Then:/);
    return { ...simulator, url };
  };
  const startHub = async (data: string, env: Record<string, string>, port = '0') => {
    const hub = begin(['start', '--port', port, '--data', data], env);
    return { ...hub, url: await waitFor(hub.out, /running at (\S+)\./) };
  };
  /** What it says to paste. */
  const pasted = ({ out }: Started) =>
    Object.fromEntries(
      [...out().matchAll(/^ {2}export (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );

  it('plays a round: register, push, push while the hub is down, and fetch what failed', async () => {
    const data = join(folder, 'internal');
    const simulator = await simulate('--retry-delays', '10ms,20ms');
    const env = pasted(simulator);
    expect(Object.keys(env).sort()).toEqual([
      'DINGTALK_API_ENDPOINT',
      'DINGTALK_APP_KEY',
      'DINGTALK_APP_SECRET',
      'DINGTALK_OWNER_KEY',
    ]);
    // By hand here: this hub does not fetch by itself.
    const byHand = { ...env, DINGHUB_RECONCILE: 'false' };
    const hub = await startHub(data, byHand);
    const run = (...args: string[]) => dinghub(args, env);

    const early = await run('simulate', 'dingtalk', 'push', 'user_add_org');
    expect(early).toMatchObject({ code: 1, out: expect.stringMatching(/no URL is registered.*dingtalk register/) });
    expect(await run('dingtalk', 'register', '--url', hub.url, '--data', data)).toMatchObject({ code: 0, err: '' });
    const pushed = await run('simulate', 'dingtalk', 'push', 'user_add_org');
    expect(pushed).toMatchObject({ code: 0, out: expect.stringMatching(/^delivered: .* \(1 attempt\)\n$/) });

    await end(hub);
    const missed = await run('simulate', 'dingtalk', 'push', 'user_add_org', '--count', '3');
    expect(missed.code).toBe(1);
    expect(missed.out).toMatch(/^3 events: 0 delivered, 3 failed, 0 not sent\nfailed: no connection \(3 attempts\)\n/);
    expect(missed.out).toMatch(/dinghub dingtalk reconcile/);
    expect((await run('simulate', 'dingtalk', 'status')).out).toMatch(/registered http:\S+; 3 on the failed list/);

    await startHub(data, byHand, new URL(hub.url).port);
    const reconciled = await run('dingtalk', 'reconcile', '--json', '--data', data);
    expect(JSON.parse(reconciled.out)).toMatchObject({ outcome: 'done', recovered: 3 });
    const list = await run('events', 'list', '--json', '--data', data);
    const { items } = JSON.parse(list.out) as { items: { event: { recovered?: boolean } }[] };
    expect(items.map(({ event }) => event.recovered ?? false).sort()).toEqual([false, true, true, true]);
    expect((await run('simulate', 'dingtalk', 'status')).out).toMatch(/0 on the failed list/);

    const log = simulator.out().split('Then:')[1] ?? '';
    for (const line of [
      /^\d{4}-\S+ \S+Z {2}<- {2}GET {3}\/gettoken {2}ok$/m,
      /<- {2}POST {2}\/call_back\/register_call_back {2}ok$/m,
      /-> {2}POST {2}http:\S+\/v1\/dingtalk {2}check_url {2}success HTTP 200 {2}\d+ ms$/m,
      /user_add_org {2}connection {2}\d+ ms$/m,
    ])
      expect(log).toMatch(line);
    expect(log).not.toMatch(/access_token|signature|secret/);
  });

  it('plays a third-party app: its checks, a ticket, who authorises and who leaves, rows, and what failed', async () => {
    const data = join(folder, 'suite');
    const first = await startHub(data, {});
    await end(first);
    const keys = ['--owner-key', 'suite4xxxxxxxxxxxxxxx', '--owner-key', 'suite-simulated'];
    const secrets = ['--app-key', 'suite-simulated', '--app-secret', 'secret-of-no-real-suite'];
    expect((await dinghub(['app', 'add', '--name', 'suite', ...keys, ...secrets, '--data', data])).code).toBe(0);
    // It would ask DingTalk’s own servers.
    const hub = await startHub(data, { DINGHUB_RECONCILE: 'false' });
    const simulator = await simulate('--suite', '--app', 'suite', '--fast', '--url', hub.url, '--data', data);
    expect(simulator.out()).toMatch(/owner keys +suite4x{15}, suite-simulated/);
    expect(simulator.out()).toContain(`npx dinghub dingtalk reconcile --app suite --data ${data} `);
    expect(simulator.out()).toMatch(/internal app, dingsimulatedapp0000, as without --suite: `simulate dingtalk push`/);
    const env = pasted(simulator);
    expect(Object.keys(env)).toEqual(['DINGTALK_API_ENDPOINT']);
    const run = (...args: string[]) => dinghub(['simulate', 'dingtalk', ...args], env);
    const delivered = { code: 0, out: expect.stringMatching(/^delivered/) };

    for (const command of [
      ['check-suite-url'],
      ['check-suite-url', '--update'],
      ['suite-ticket'],
      ['suite-ticket', '--as', 'event'],
      ['authorise', 'ding-customer'],
      ['authorize', 'ding-other', '--as', 'event'],
      ['sync', 'user_add_org', '--corp', 'ding-customer', '--count', '2'],
      ['sync', 'org_dept_create'],
      ['relieve', 'ding-customer'],
    ])
      expect(await run(...command)).toMatchObject(delivered);
    expect(await run('sync', 'user_add_org', '--corp', 'ding-customer')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/ding-customer has not authorised.*ding0{32}, ding-other/),
    });
    expect((await run('status')).out).toMatch(
      /suite-simulated {2,}authorised by ding0{32}, ding-other; 0 failed records wait\n/,
    );
    const list = await dinghub(['events', 'list', '--app', 'suite', '--json', '--data', data]);
    const { items } = JSON.parse(list.out) as { items: { event: { type: string; corpid?: string } }[] };
    expect(items.map(({ event }) => event.type).sort()).toEqual([
      'org_dept_create',
      'org_suite_auth',
      'org_suite_relieve',
      'suite_ticket',
      'suite_ticket',
      'tmp_auth_code',
      'user_add_org',
      'user_add_org',
    ]);
    expect(items.filter(({ event }) => event.corpid === 'ding-customer')).toHaveLength(4);

    await end(hub);
    for (const words of [['--corp', 'ding-other', '--count', '2'], []])
      expect((await run('sync', 'user_modify_org', ...words)).out).toMatch(
        /^failed: no connection .*\(3 attempts\)\n.*`dinghub dingtalk reconcile` fetches it, .* whose appKey is suite-simulated\.\n$/,
      );
    expect((await run('status')).out).toMatch(/; 2 failed records wait\n/);
    const chinese = await dinghub(['simulate', 'dingtalk', 'status'], { ...env, LANG: 'zh_CN.UTF-8' });
    expect(chinese.out).toMatch(/已授权的组织：ding0{32}, ding-other；2 条失败记录待拉取/);
    const reconciled = await dinghub(['dingtalk', 'reconcile', '--app', 'suite', '--json', '--data', data], env);
    expect(JSON.parse(reconciled.out)).toMatchObject({ outcome: 'done', recovered: 3 });
    expect((await run('status')).out).toMatch(/; 0 failed records wait\n/);
  });

  it('behaves as it is told: short tokens, few calls a second, and faults', async () => {
    const args = ['--token-lifetime', '1s', '--qps', '2', '--app-key', 'ding-other', '--app-secret', 'env:OURS'];
    const simulator = begin(['simulate', 'dingtalk', '--port', '0', '--json', ...args], { OURS: 'a-real-secret' });
    const line = JSON.parse(await waitFor(simulator.out, /^\{.*\}\n/)) as { url: string; environment: object };
    expect(line).toEqual({
      kind: 'started',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      environment: {
        DINGTALK_API_ENDPOINT: line.url,
        DINGTALK_APP_KEY: 'ding-other',
        DINGTALK_OWNER_KEY: `${SIMULATED.corpId},ding-other`,
      },
    });
    const token = async () => {
      const answer = await fetch(`${line.url}/gettoken?appkey=ding-other&appsecret=a-real-secret`);
      return (await answer.json()) as { errcode: number; sub_code?: string; expires_in?: number };
    };
    expect(await token()).toMatchObject({ errcode: 0, expires_in: 1 });
    const codes = await Promise.all([1, 2, 3, 4].map(async () => (await token()).errcode));
    expect(codes).toContain(90018);

    const port = new URL(line.url).port;
    const run = (...words: string[]) => dinghub(['simulate', 'dingtalk', 'fault', '--port', port, ...words]);
    expect(await run('40089', '--path', '/gettoken')).toMatchObject({
      code: 0,
      out: 'The next call of /gettoken: 40089\n',
    });
    expect((await token()).errcode).toBe(40089);
    expect((await run('88/60011')).code).toBe(0);
    expect(await token()).toMatchObject({ errcode: 88, sub_code: '60011' });
    const set = await run('hang', '--times', '3', '--late', '--json');
    expect(JSON.parse(set.out)).toEqual({
      items: [{ path: '*', times: 3, takesEffect: true, answer: { kind: 'hang' } }],
    });
    expect(await run('--clear', '--json')).toMatchObject({ code: 0, out: '{"items":[]}\n' });
    expect(await run()).toMatchObject({ code: 2, err: expect.stringMatching(/Name a fault/) });
    expect(simulator.out()).toMatch(
      /^\{"kind":"call","at":"[^"]+Z","method":"GET","path":"\/gettoken","result":40089\}$/m,
    );
    expect(simulator.out()).not.toContain('a-real-secret');
  });

  it('speaks Chinese, names only the secrets that it made up, and says when its port is taken', async () => {
    const zh = { LANG: 'zh_CN.UTF-8' };
    const simulator = begin(['simulate', 'dingtalk', '--port', '0', '--app-secret', 'a-real-secret'], zh);
    const url = await waitFor(simulator.out, /模拟的钉钉已启动：(\S+)，按 Ctrl-C 停止/);
    await waitFor(simulator.out, /DINGTALK_APP_SECRET='<您指定的值>'/);
    expect(simulator.out()).not.toContain('a-real-secret');
    const { port } = new URL(url);
    const taken = await dinghub(['simulate', 'dingtalk', '--port', port]);
    expect(taken).toMatchObject({
      code: 1,
      err: `error Port ${port} is in use. Stop what uses it, or choose another with --port.\n`,
    });
    expect(await dinghub(['simulate', 'dingtalk', 'suite-ticket', '--port', port], zh)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/未模拟第三方应用.*--suite/),
    });
    expect((await dinghub(['simulate', 'dingtalk', 'push', 'x', '--port', port], zh)).out).toMatch(
      /没有为该类型注册回调地址/,
    );
    simulator.child.kill('SIGINT');
    const [code] = (await once(simulator.child, 'close')) as [number];
    expect(code).toBe(0);
    expect(await dinghub(['simulate', 'dingtalk', 'status', '--port', port])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no simulated DingTalk at http:\/\/127\.0\.0\.1:\d+\. Start one/),
    });
  });

  it('needs the credentials of the app that a third-party app pushes to', async () => {
    const none = await dinghub(['simulate', 'dingtalk', '--suite', '--port', '0', '--data', join(folder, 'none')]);
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/There are no credentials in/) });
    for (const secret of SECRETS) expect(none.err).not.toContain(secret);
  });
});
