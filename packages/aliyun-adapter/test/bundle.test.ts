import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { openReply, signCallback, type TablestoreEmulator, TEST_APP } from '@dinghub/testkit';
import { createTablestoreRecordStore } from '../src/record-store';
import { clientOf, startWithTable } from './tablestore';

const root = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'dinghub-fc-'));
const run = promisify(execFile);
const STS = { accessKeyId: 'sts', accessKeySecret: 'sts-secret', securityToken: 'sts-token' };

describe('what `npm run bundle:aliyun` makes', () => {
  const bundle = join(folder, 'main.js');
  let emulator: TablestoreEmulator;

  beforeAll(async () => {
    emulator = await startWithTable();
    await run(process.execPath, ['scripts/bundle-aliyun.mjs', relative(root, folder)], { cwd: root });
  }, 60_000);
  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the bundle as Function Compute does: one process, the event as bytes, a context with temporary credentials. */
  async function invoke(event: object, more: Record<string, string> = {}) {
    const script = `
      const { handler } = require(${JSON.stringify(bundle)});
      const context = { requestId: 'r', credentials: ${JSON.stringify(STS)}, function: { timeout: 60 } };
      (async () => {
        const event = Buffer.from(${JSON.stringify(JSON.stringify(event))});
        let answer;
        for (let i = 0; i < 5; i++) { answer = await handler(event, context); if (answer.statusCode === 200) break; }
        process.send(answer);
        process.disconnect();
      })();`;
    const env = {
      PATH: process.env.PATH,
      TABLESTORE_ENDPOINT: emulator.endpoint,
      TABLESTORE_INSTANCE: emulator.instance,
      DINGHUB_TABLE: 'hub',
      DINGTALK_TOKEN: TEST_APP.token,
      DINGTALK_AES_KEY: TEST_APP.aesKey,
      DINGTALK_OWNER_KEY: TEST_APP.ownerKey,
      ...more,
    };
    const child = spawn(process.execPath, ['-e', script], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    let answer: { statusCode: number; body: string } | undefined;
    let log = '';
    child.on('message', (message) => {
      answer = message as typeof answer;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        log += chunk.toString();
      });
    }
    await once(child, 'close');
    return { answer, log };
  }

  const signedEvent = () => {
    const { query, body } = signCallback({ EventType: 'user_add_org', eventId: 'bundled-1', UserId: ['u1'] });
    return {
      version: 'v1',
      rawPath: '/v1/dingtalk',
      queryParameters: query,
      requestContext: { http: { method: 'POST', path: '/v1/dingtalk' } },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
  };

  it('is one file of less than 900 KB', () => {
    expect(statSync(bundle).size).toBeLessThan(900 * 1024);
  });

  it('answers a signed callback in a fresh process, and stores it with the credentials of the invocation', async () => {
    const before = emulator.keys;
    emulator.keys = [STS];
    const { answer, log } = await invoke(signedEvent());
    emulator.keys = before;
    expect(log).toMatch(/"code":"event_received"/);
    expect(answer?.statusCode).toBe(200);
    expect(openReply(answer?.body ?? '')).toBe('success');
    const store = createTablestoreRecordStore({
      client: clientOf(emulator),
      table: 'hub',
      random: () => new Uint8Array(9),
    });
    const kept = await store.get({ partition: 'event#bundled-1', sort: 'event' });
    expect(kept?.value).toMatchObject({ type: 'user_add_org', subject: 'user/u1' });
    const secrets = [TEST_APP.token, TEST_APP.aesKey, TEST_APP.ownerKey, STS.accessKeySecret, STS.securityToken];
    for (const secret of secrets) expect(log).not.toContain(secret);
  }, 60_000);

  it('finds what it stored before, also when an answer is lost: conditions work in the bundle', async () => {
    const before = emulator.keys;
    emulator.keys = [STS];
    emulator.faults.push('drop_after');
    const event = signedEvent();
    const { answer } = await invoke(event);
    emulator.keys = before;
    expect(answer?.statusCode).toBe(200);
  }, 60_000);

  it.each([
    ['DINGHUB_TABLE', /DINGHUB_TABLE is missing: the name of the table/],
    ['DINGTALK_TOKEN', /DINGTALK_TOKEN/],
  ])('does not start without %s, and says so', async (name, message) => {
    const { answer, log } = await invoke(signedEvent(), { [name]: '' });
    expect(answer).toBeUndefined();
    expect(log).toMatch(message);
  });
});

describe('s.yaml', () => {
  const home = mkdtempSync(join(tmpdir(), 'dinghub-s-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const cli = join(root, 'node_modules/@serverless-devs/s/bin/s');
  const given = {
    DINGHUB_REGION: 'cn-shanghai',
    ALIBABA_CLOUD_ACCOUNT_ID: '1234567890',
    TABLESTORE_ENDPOINT: 'https://hub.cn-shanghai.vpc.tablestore.aliyuncs.com',
    TABLESTORE_INSTANCE: 'hub',
    DINGHUB_LOG_PROJECT: 'hub-logs',
    DINGTALK_TOKEN: 'given',
    DINGTALK_AES_KEY: 'k'.repeat(43),
    DINGTALK_OWNER_KEY: 'dingowner',
  };
  const preview = (env: Record<string, string>) =>
    run(process.execPath, [cli, 'preview', '--output', 'json'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: home, ...env },
    }).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
    );

  it('is accepted by Serverless Devs, and is one anonymous HTTP function with a role and a log', async () => {
    const stdout = await preview(given);
    const text = stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1);
    const { props } = (JSON.parse(text) as { resources: { callback: { props: Record<string, unknown> } } }).resources
      .callback;
    expect(props).toMatchObject({
      region: 'cn-shanghai',
      runtime: 'nodejs20',
      handler: 'main.handler',
      code: './.fc/callback',
      role: 'acs:ram::1234567890:role/dinghub-callback',
      logConfig: { project: 'hub-logs', logstore: 'callback' },
      environmentVariables: {
        TABLESTORE_ENDPOINT: given.TABLESTORE_ENDPOINT,
        TABLESTORE_INSTANCE: 'hub',
        DINGHUB_TABLE: 'dinghub_dev',
        DINGHUB_RETENTION_DAYS: '180',
        DINGTALK_TOKEN: 'given',
      },
    });
    expect(props.triggers).toMatchObject([{ triggerType: 'http', triggerConfig: { authType: 'anonymous' } }]);
    expect(Number(props.memorySize) % 64).toBe(0);
  }, 60_000);

  it('invents nothing of what is the deployer’s own: what is not set is named', async () => {
    const defaults = [...readFileSync(join(root, 's.yaml'), 'utf8').matchAll(/env\('(\w+)',/g)].map(([, name]) => name);
    expect(defaults).toEqual(['DINGHUB_STAGE', 'DINGHUB_RETENTION_DAYS']);
    expect(await preview({ ...given, TABLESTORE_ENDPOINT: '' })).toContain(`env('TABLESTORE_ENDPOINT') not found`);
  }, 60_000);
});
