import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dinghub, start, waitFor } from './command';

const AES_KEY = 'k'.repeat(43);
const app = (name: string) => ({ name, token: `${name}token`, aesKey: AES_KEY, ownerKeys: [`ding${name}`] });

describe('a hub from its first start to Ctrl-C', () => {
  const parent = mkdtempSync(join(tmpdir(), 'dinghub-lifetime-'));
  let data = '';
  let count = 0;
  beforeEach(() => {
    data = join(parent, `${count++}`);
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

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
    expect(failed).toMatchObject({ code: 1, err: expect.stringMatching(/port is in use.*npm start -- --port 9000/) });
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
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('(HTTP 404 unknown_app)') });
    const waiting = start([...event, '--app', 'sales'], foreign);
    await waitFor(waiting.err, /refused \(404 unknown_app\), trying again in 10 s; --no-retry to stop/);
    waiting.child.kill('SIGKILL');
    await once(waiting.child, 'close');
    await hub.stop();
    const alone = start([...event, '--app', 'sales'], foreign);
    await waitFor(alone.err, /no connection to http:\/\/127\.0\.0\.1:\d+, trying again in 10 s/);
    alone.child.kill('SIGKILL');
    await once(alone.child, 'close');
  });

  it('says in Chinese what to do where the environment is Chinese', async () => {
    const hub = await startHub({ LANG: 'zh_CN.UTF-8' });
    const port = new URL(hub.url).port;
    const second = await dinghub(['start', '--port', port, '--data', data], { LANG: 'zh_CN.UTF-8' });
    expect(second.err).toMatch(/端口已被占用/);
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
