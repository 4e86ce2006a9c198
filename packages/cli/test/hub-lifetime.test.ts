import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@dinghub/testkit';
import { dinghub, start, waitFor } from './command';

const AES_KEY = 'k'.repeat(43);
const app = (name: string) => ({ name, token: `${name}token`, aesKey: AES_KEY, ownerKeys: [`ding${name}`] });

describe('a hub from its first start to Ctrl-C', () => {
  const parent = temporaryFolder('lifetime', afterAll);
  let data = '';
  let count = 0;
  beforeEach(() => {
    data = join(parent, `${count++}`);
  });

  async function startHub(more: Record<string, string> = {}) {
    const hub = start(['start', '--port', '0', '--data', data], more);
    const url = await waitFor(hub.out, /(?:running at |已启动：)(http[^\s，]+?)(?:\. |，)/);
    const stop = async () => {
      hub.child.kill('SIGINT');
      const [code] = (await once(hub.child, 'close')) as [number];
      return code;
    };
    return { ...hub, url, stop };
  }

  it('shows its credentials once, also when the first start failed', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const failed = await dinghub(['start', '--port', String(port), '--data', data]);
    other.close();
    expect(failed).toMatchObject({
      code: 1,
      err: expect.stringMatching(/Port \d+ is in use\. Stop.*npm start -- --port 8790\)/),
    });
    const hub = await startHub();
    const [saved] = JSON.parse(readFileSync(join(data, 'apps.json'), 'utf8')) as [{ token: string }];
    expect(hub.out()).toContain(saved.token);
    await hub.stop();
    const again = await startHub();
    expect(again.out()).not.toContain(saved.token);
    await again.stop();
  });

  it('leaves all that it stored in one file when it is stopped', async () => {
    const hub = await startHub();
    await dinghub(['simulate', 'event', 'check_in', '--count', '20', '--data', data, '--url', hub.url]);
    expect(statSync(join(data, 'dinghub.db-wal')).size).toBeGreaterThan(0);
    expect(await hub.stop()).toBe(0);
    expect(statSync(join(data, 'dinghub.db-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  it('goes on when nobody reads its output any more, and a listing then ends quietly', async () => {
    const hub = await startHub();
    hub.child.stdout?.destroy();
    const pushed = await dinghub(['simulate', 'event', 'check_in', '--count', '40', '--data', data, '--url', hub.url]);
    expect(pushed.code).toBe(0);
    const list = start(['events', 'list', '--limit', '40', '--json', '--data', data]);
    list.child.stdout?.destroy();
    const [code] = (await once(list.child, 'close')) as [number];
    expect({ code, err: list.err() }).toEqual({ code: 0, err: '' });
    expect(await hub.stop()).toBe(0);
  });

  it('with several apps asks the simulator which one to play', async () => {
    const DINGTALK_APPS = JSON.stringify([app('hr'), app('it')]);
    const hub = await startHub({ DINGTALK_APPS });
    const event = ['simulate', 'event', 'check_in', '--url', hub.url];
    const which = await dinghub(event, { DINGTALK_APPS });
    expect(which).toMatchObject({ code: 2, err: expect.stringMatching(/name one with --app: hr, it/) });
    expect(await dinghub([...event, '--app', 'it'], { DINGTALK_APPS })).toMatchObject({ code: 0, err: '' });
    const unknown = await dinghub([...event, '--app', 'x'], { DINGTALK_APPS });
    expect(unknown).toMatchObject({ code: 2, err: expect.stringMatching(/no app "x"; there are: hr, it/) });
    await hub.stop();
  });

  it('says why an event is refused while the simulator waits to try again, also when no hub is there', async () => {
    const hub = await startHub();
    const event = ['simulate', 'event', 'check_in', '--url', hub.url];
    const foreign = { DINGTALK_APPS: JSON.stringify([app('sales'), app('default')]) };
    const refused = await dinghub([...event, '--app', 'sales', '--no-retry'], foreign);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('failed: HTTP 404 unknown_app\n') });
    const waiting = start([...event, '--app', 'sales'], foreign);
    await waitFor(waiting.err, /refused \(404 unknown_app\), trying again in 10 s; --no-retry to stop/);
    waiting.child.kill('SIGKILL');
    await once(waiting.child, 'close');
    await hub.stop();
    const alone = await dinghub([...event, '--app', 'sales', '--count', '40'], foreign);
    expect(alone).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^error No hub answers at http:\S+\. /),
    });
    expect((await dinghub(event, { ...foreign, LANG: 'zh_CN.UTF-8' })).err).toMatch(/没有 dinghub 在运行/);
  });

  it('says of a refused push what to do next', async () => {
    const hub = await startHub();
    const play = async (args: readonly string[], more: Record<string, string> = {}) =>
      (await dinghub(['simulate', ...args, '--data', data], more)).out;
    const foreign = { DINGTALK_APPS: JSON.stringify([app('default')]) };
    const keys = /HTTP 401 signature_mismatch\n→ The hub there has another token.*The simulator has its keys from/;
    expect(await play(['check-url'], foreign)).toMatch(keys);
    expect(await play(['event', 'check_in', '--no-retry', '--count', '3'], foreign)).toMatch(keys);
    expect(await play(['check-url'], { ...foreign, LANG: 'zh_CN.UTF-8' })).toMatch(
      /→ 该地址上的 dinghub 使用另一个 token/,
    );
    const [saved] = JSON.parse(readFileSync(join(data, 'apps.json'), 'utf8')) as [object];
    await dinghub(['simulate', 'event', 'check_in', '--data', data]);
    const learnt = { DINGTALK_APPS: JSON.stringify([{ ...app('default'), ...saved, learnOwnerKey: undefined }]) };
    expect(await play(['check-url'], learnt)).toMatch(/^ok/);
    expect(await play(['check-url', '--url', `${hub.url}/v1/events`])).toMatch(/HTTP 401 unauthorized\n→ .*admin API/);
    expect(JSON.parse(await play(['check-url', '--url', `${hub.url}/nowhere`, '--json']))).toMatchObject({
      kind: 'failed',
      next: expect.stringMatching(/Nothing is at this path/),
    });
    await hub.stop();
    expect(await play(['check-url', '--url', hub.url])).toBe(
      `failed: ${hub.url}/v1/dingtalk: no connection (ECONNREFUSED)\n→ Nothing listens there. Start the hub, or correct host and port.\n`,
    );
  });

  it('is found by the commands that are told its folder, on whatever port, until it is stopped', async () => {
    const hub = await startHub();
    const at = ['--data', data];
    for (const args of [
      ['simulate', 'check-url'],
      ['simulate', 'event', 'check_in'],
      ['subscriptions', 'list'],
      ['deliveries', 'list'],
      ['suite', 'organisations', '--app', 'default'],
      ['events', 'list'],
    ]) {
      expect([args, await dinghub([...args, ...at])]).toMatchObject([args, { code: 0, err: '' }]);
    }
    const doctor = await dinghub(['doctor', ...at]);
    expect(doctor.out).toMatch(/URL: 127\.0\.0\.1:\d+ answers.*say --url https:\/\/…/);
    expect(doctor.out).toMatch(/ok {7}check_url: “success”/);
    const wrong = 'http://127.0.0.1:1';
    for (const more of [
      ['--url', wrong],
      ['--endpoint', wrong],
    ])
      expect(await dinghub(['simulate', 'check-url', ...at, ...more])).toMatchObject({ code: 1 });
    expect(await dinghub(['simulate', 'check-url', ...at], { DINGHUB_ENDPOINT: wrong })).toMatchObject({ code: 1 });
    expect(
      await dinghub(['simulate', 'check-url', ...at, '--endpoint', hub.url], { DINGHUB_ENDPOINT: wrong }),
    ).toMatchObject({ code: 0 });
    const both = await dinghub(['simulate', 'check-url', '--url', wrong, '--endpoint', wrong]);
    expect(both).toMatchObject({ code: 2, err: expect.stringMatching(/cannot be used with/) });
    expect(await hub.stop()).toBe(0);
    expect(existsSync(join(data, 'hub.json'))).toBe(false);
  });

  it('warns of another hub on its folder, which commands go on talking to', async () => {
    const first = await startHub();
    const second = await startHub();
    await waitFor(second.err, /Another hub runs on/);
    expect(second.err()).toContain(`at ${first.url} (process ${first.child.pid})`);
    expect(second.err()).toContain(`--endpoint ${second.url}`);
    expect(first.err()).not.toContain('Another hub');
    const chinese = await startHub({ LANG: 'zh_CN.UTF-8' });
    await waitFor(chinese.err, /已有 dinghub 在运行/);
    await Promise.all([second.stop(), chinese.stop()]);
    expect(await dinghub(['simulate', 'check-url', '--data', data])).toMatchObject({ code: 0 });
    await first.stop();
  });

  it('says in Chinese what to do where the environment is Chinese', async () => {
    const hub = await startHub({ LANG: 'zh_CN.UTF-8' });
    const port = new URL(hub.url).port;
    const second = await dinghub(['start', '--port', port, '--data', `${data}-2`], { LANG: 'zh_CN.UTF-8' });
    expect(second.err).toMatch(new RegExp(`^错误 端口 ${port} 已被占用。请停止占用它的程序.*（listen EADDRINUSE`));
    await hub.stop();
  });

  it('reports everything that is wrong with its configuration at once, also when it has apps of its own', async () => {
    await (await startHub()).stop();
    const wrong = { DINGHUB_RETENTION_DAYS: 'x', DINGHUB_ADMIN_TOKEN: 'short', DINGHUB_TABEL: 't' };
    const result = await dinghub(['start', '--port', '0', '--data', data], wrong);
    expect(result.code).toBe(1);
    for (const name of Object.keys(wrong)) expect(result.err).toContain(name);
  });
});
