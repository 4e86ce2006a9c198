import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dinghub, start, waitFor } from './command';

const KEYS = ['token-of-old', 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', 'dingold'] as const;

describe('a whole round, each part its own process', () => {
  const data = mkdtempSync(join(tmpdir(), 'dinghub-round-'));
  const running: ReturnType<typeof start>[] = [];
  let url = '';
  const begin = (...args: string[]) => {
    const one = start(args);
    running.push(one);
    return one;
  };
  const at = () => ['--endpoint', url, '--data', data];
  const listen = async (...args: string[]) => {
    const one = begin('listen', '--port', '0', '--json', ...args);
    return { ...one, url: await waitFor(one.err, /Listening at (\S+)\. /) };
  };
  const lines = ({ out }: { out: () => string }) =>
    out()
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  beforeAll(async () => {
    url = await waitFor(begin('start', '--port', '0', '--data', data).out, /running at (\S+)\./);
  });
  afterAll(async () => {
    for (const { child } of running) {
      if (child.exitCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'close');
    }
    rmSync(data, { recursive: true, force: true });
  });

  it('brings an event from DingTalk to a webhook, signed, and says so', async () => {
    // The receiver has to know the secret, which is the team's own here.
    const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    const receiver = await listen('--secret', secret);
    const create = ['subscriptions', 'create', '--id', 'crm', '--url', `${receiver.url}/hook`, '--type', 'check_in'];
    const created = await dinghub([...create, '--secret', 'env:SECRET', ...at()], { SECRET: secret });
    expect(created).toMatchObject({ code: 0, out: expect.stringContaining('created crm') });
    expect(await dinghub(['subscriptions', 'test', 'crm', ...at()])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ok/),
    });
    await waitFor(receiver.out, /dinghub\.test/);

    const pushed = await dinghub(['simulate', 'event', 'check_in', '--data', data, '--url', url]);
    expect(pushed.code).toBe(0);
    await waitFor(receiver.out, /"type":"check_in"/);
    const [, received] = lines(receiver);
    expect(received).toMatchObject({ verdict: 'ok', subscription: 'crm', attempt: '1', status: 200, repeat: false });

    let list = '';
    for (let tries = 0; tries < 20 && !list.includes('delivered'); tries++) {
      list = (await dinghub(['deliveries', 'list', '--subscription', 'crm', ...at()])).out;
    }
    expect(list).toMatch(new RegExp(`delivered +check_in +crm +1 +200 .*${String(received?.webhookId)}`));
  });

  it('brings one to an application that was written for DingTalk’s callback, which stays unchanged', async () => {
    const [token, aesKey, ownerKey] = KEYS;
    const application = await listen('--dingtalk', ...KEYS, '--count', '1');
    const keys = ['--token-value', 'env:TOKEN', '--aes-key', 'env:KEY', '--owner-key', ownerKey];
    const create = ['subscriptions', 'create', '--id', 'old', '--url', application.url, '--all', ...keys, ...at()];
    expect((await dinghub(create, { TOKEN: token, KEY: aesKey })).code).toBe(0);
    await dinghub(['simulate', 'event', 'user_add_org', '--data', data, '--url', url]);
    if (application.child.exitCode === null) await once(application.child, 'close');
    expect(lines(application)).toMatchObject([
      {
        sink: 'dingtalk-callback',
        verdict: 'ok',
        type: 'user_add_org',
        status: 200,
        content: { EventType: 'user_add_org' },
      },
    ]);
  });

  it('shows a receiver that fails, and brings everything again when it is well', async () => {
    const failing = await listen('--status', '503');
    const create = ['subscriptions', 'create', '--id', 'ill', '--url', failing.url, '--type', 'org_change', ...at()];
    expect((await dinghub(create)).code).toBe(0);
    await dinghub(['simulate', 'event', 'org_change', '--data', data, '--url', url]);
    await waitFor(failing.out, /"status":503/);
    const list = await dinghub(['deliveries', 'list', '--subscription', 'ill', '--state', 'pending', ...at()]);
    expect(list.out).toMatch(/pending +org_change +ill +1 +503 +(in \d|due)/);
    expect((await dinghub(['subscriptions', 'delete', 'ill', '--yes', ...at()])).code).toBe(0);

    const well = await listen();
    const again = ['subscriptions', 'create', '--id', 'well', '--url', well.url, '--type', 'org_change', ...at()];
    expect((await dinghub(again)).code).toBe(0);
    const replay = await dinghub(['replay', '--subscription', 'well', '--state', 'missed', '--yes', '--json', ...at()]);
    expect(JSON.parse(replay.out)).toMatchObject({ replayed: 1 });
    await waitFor(well.out, /"type":"org_change"/);
  });

  it('reads the events from the hub without being told where it is, or from its file', async () => {
    const list = await dinghub(['events', 'list', '--data', data]);
    expect(list).toMatchObject({ code: 0, out: expect.stringContaining('check_in') });
  });
});
