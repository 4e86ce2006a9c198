import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { startTablestoreEmulator, type TablestoreEmulator } from '@dinghub/testkit';

const bin = join(__dirname, '../bin/dinghub.js');
const SECRET = 'a-secret-of-nobody';

describe('dinghub tablestore create-tables', () => {
  let emulator: TablestoreEmulator;
  beforeEach(async () => {
    emulator = await startTablestoreEmulator({
      instance: 'hub-instance',
      keys: [{ accessKeyId: 'id', accessKeySecret: SECRET }],
    });
  });
  afterEach(() => emulator.close());

  function run(args: readonly string[], env: Record<string, string> = {}) {
    const all = {
      PATH: process.env.PATH,
      NO_COLOR: '1',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET,
      TABLESTORE_ENDPOINT: emulator.endpoint,
      TABLESTORE_INSTANCE: 'hub-instance',
      ...env,
    };
    return new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(process.execPath, [bin, 'tablestore', 'create-tables', ...args], { env: all }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });
  }

  it('creates the table once, and finds it from then on', async () => {
    expect(await run(['--table', 'hub'])).toMatchObject({ code: 0, out: expect.stringMatching(/^created hub\n/) });
    expect(await run(['--table', 'hub'])).toMatchObject({ code: 0, out: 'exists hub\n' });
    expect(JSON.parse((await run(['--table', 'hub', '--json'])).out)).toEqual({
      name: 'hub',
      table: 'exists',
      addedIndexes: [],
    });
  });

  it('says in Chinese what it did and what is missing', async () => {
    const zh = { LANG: 'zh_CN.UTF-8' };
    expect((await run(['--table', 'hub'], zh)).out).toMatch(
      /^已创建 hub\n(已创建 \S+\n)*最多一分钟后才能写入第一行数据。\n$/,
    );
    expect((await run(['--table', 'hub'], zh)).out).toBe('已存在 hub\n');
    const missing = await run([], { ...zh, ALIBABA_CLOUD_ACCESS_KEY_ID: '' });
    expect(missing).toMatchObject({ code: 2, err: expect.stringMatching(/^错误 缺少 ALIBABA_CLOUD_ACCESS_KEY_ID。/) });
    const address = await run(['--endpoint', 'x'], zh);
    expect(address).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^错误 --endpoint 必须是 URL，.*而不是“x”。\n$/),
    });
  });

  it('says what is missing, and what is wrong, without a secret', async () => {
    const missing = await run([], { ALIBABA_CLOUD_ACCESS_KEY_ID: '' });
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('ALIBABA_CLOUD_ACCESS_KEY_ID is missing') });
    const address = await run(['--endpoint', 'dinghub.cn-hangzhou.ots.aliyuncs.com']);
    expect(address).toMatchObject({ code: 2, err: expect.stringContaining('--endpoint must be a URL') });
    emulator.keys = [];
    const denied = await run([]);
    expect(denied).toMatchObject({ code: 1, err: expect.stringMatching(/OTSAuthFailed.*Check the access key/) });
    expect(denied.err).not.toContain(SECRET);
  });
});
