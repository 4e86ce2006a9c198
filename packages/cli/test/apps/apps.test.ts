import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAesKey } from '@dinghub/core';
import { dinghub } from '../command';

interface Saved {
  readonly name: string;
  readonly token?: string;
  readonly aesKey?: string;
  readonly credentials?: readonly { token: string; aesKey: string }[];
}

const ZH = { LANG: 'zh_CN.UTF-8' };

describe('dinghub app', () => {
  let folder = '';
  const file = () => join(folder, 'hub/apps.json');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dinghub-apps-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    dinghub(['app', ...args, '--data', join(folder, 'hub')], more);
  const saved = () => JSON.parse(readFileSync(file(), 'utf8')) as Saved[];
  const add = (name = 'hr', ...more: readonly string[]) =>
    run(['add', '--name', name, '--owner-key', 'suiteabc', ...more]);

  it('adds an app, prints its keys once, keeps them for their owner alone, and lists without values', async () => {
    const added = await add('hr', '--app-key', 'dingkey', '--app-secret', 'env:SECRET');
    expect(added.code).toBe(2);
    const secret = await run(
      ['add', '--name', 'hr', '--owner-key', 'suiteabc', '--app-key', 'dingkey', '--app-secret', 'env:SECRET'],
      { SECRET: 's3cret' },
    );
    expect(secret.code).toBe(0);
    const [app] = saved();
    expect(app).toMatchObject({ name: 'hr', ownerKeys: ['suiteabc'], appKey: 'dingkey', appSecret: 's3cret' });
    expect(secret.out).toContain(app?.token);
    expect(secret.out).toContain(app?.aesKey);
    expect(secret.out).not.toContain('s3cret');
    expect(decodeAesKey(app?.aesKey ?? '').key).toHaveLength(32);
    expect([statSync(file()).mode & 0o777, statSync(join(folder, 'hub')).mode & 0o777]).toEqual([0o600, 0o700]);
    await run(['set', 'hr', '--owner-key', 'suiteabc', '--owner-key', 'suite-simulated']);
    const list = await run(['list']);
    expect(list.out).toMatch(/hr +\/v1\/dingtalk, \/v1\/dingtalk\/hr +suiteKey, suiteKey suit…ated +1 +yes/);
    const json = await run(['list', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({
      items: [{ ownerKeys: [{ kind: 'suite_key' }, { kind: 'suite_key', masked: 'suit…ated' }] }],
    });
    for (const value of [app?.token ?? '', app?.aesKey ?? '', 's3cret'])
      expect(list.out + json.out).not.toContain(value);
    expect(readdirSync(join(folder, 'hub'))).toEqual(['apps.json']);
  });

  it('sets other keys, and leaves what is not named as it is', async () => {
    await add('suite');
    const [before] = saved();
    const args = ['set', 'suite', '--owner-key', 'suiteabc', '--owner-key', 'suitexyz', '--app-key', 'suiteabc'];
    const dry = await run([...args, '--dry-run']);
    expect([dry.code, saved()[0]]).toEqual([0, before]);
    const { code, out, err } = await run([...args, '--app-secret', 'env:SECRET'], { SECRET: 's3cret' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^changed suite: owner keys: suiteKey, suiteKey; AppKey; AppSecret\nA running hub knows of it once it is restarted\.\n$/,
    );
    const keys = { ownerKeys: ['suiteabc', 'suitexyz'], appKey: 'suiteabc', appSecret: 's3cret' };
    expect(saved()).toEqual([{ ...before, ...keys }]);
    await run(['set', 'suite', '--app-key', 'other']);
    expect(saved()).toEqual([{ ...before, ...keys, appKey: 'other' }]);
    expect((await run(['set', 'suite'], ZH)).err).toMatch(/请给出 --owner-key/);
    expect(await run(['set', 'nobody', '--app-key', 'x'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no app "nobody"/),
    });
    expect(await run(['set', 'suite', '--owner-key', ' '])).toMatchObject({ code: 1 });
    expect(saved()).toEqual([{ ...before, ...keys, appKey: 'other' }]);
  });

  it('says which fields would change, and that nothing does; owner keys masked, secrets never', async () => {
    await add('suite', '--app-key', 'suite-simulated', '--app-secret', 's3cret');
    const args = ['set', 'suite', '--owner-key', 'suite-simulated', '--app-secret', 'n3wer'];
    const dry = await run([...args, '--dry-run']);
    expect(dry.out).toBe('dry run: suite would change: owner keys: suiteKey suit…ated; AppSecret\n');
    expect((await run([...args, '--dry-run'], ZH)).out).toBe(
      '试运行：将修改 suite：owner key：suiteKey suit…ated；AppSecret\n',
    );
    expect(JSON.parse((await run([...args, '--dry-run', '--json'])).out)).toEqual({
      dryRun: true,
      name: 'suite',
      changed: ['ownerKeys', 'appSecret'],
    });
    expect((await run(args)).out).toMatch(/^changed suite: /);
    const before = statSync(file()).mtimeMs;
    const same = await run(args);
    expect(same).toMatchObject({ code: 0, out: 'unchanged: suite has these already\n', err: '' });
    expect((await run([...args, '--dry-run'], ZH)).out).toBe('未修改：suite 已是这些值\n');
    expect(statSync(file()).mtimeMs).toBe(before);
  });

  it('warns that the AppSecret stays the old one when the AppKey alone is another', async () => {
    await add('suite', '--app-key', 'suite-simulated', '--app-secret', 's3cret');
    expect((await run(['set', 'suite', '--app-key', 'suiteother'])).err).toMatch(/AppSecret stays as it was/);
    expect((await run(['set', 'suite', '--app-key', 'suitethird'], ZH)).err).toMatch(/AppSecret 保持不变/);
    expect((await run(['set', 'suite', '--app-key', 'suitethird'])).err).toBe('');
    expect((await run(['set', 'suite', '--app-key', 'suiteabc', '--app-secret', 'x'])).err).toBe('');
  });

  it('sets the owner keys of an app that learns them: it learns no more', async () => {
    await add();
    writeFileSync(file(), JSON.stringify(saved().map((app) => ({ ...app, learnOwnerKey: true }))));
    await run(['set', 'hr', '--app-key', 'dingkey']);
    expect(saved()).toMatchObject([{ learnOwnerKey: true }]);
    await run(['set', 'hr', '--owner-key', 'dingcorp']);
    expect(saved()).toEqual([expect.not.objectContaining({ learnOwnerKey: true })]);
  });

  it('removes an app when it is told to go on, and leaves the others as they are', async () => {
    await add();
    await add('it');
    const [hr, it] = saved();
    expect(await run(['remove', 'hr'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/"hr", its token.*say --yes/),
    });
    expect((await run(['remove', 'hr', '--dry-run'])).out).toBe('dry run: hr would be removed\n');
    expect(saved()).toEqual([hr, it]);
    const removed = await run(['remove', 'hr', '--yes'], ZH);
    expect(removed).toMatchObject({ code: 0, out: expect.stringMatching(/^已删除 hr\n.*重启后生效/) });
    expect(saved()).toEqual([it]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    await add('hr');
    const json = await run(['rm', 'it', '--yes', '--json']);
    expect(JSON.parse(json.out)).toEqual({ name: 'it', path: '/v1/dingtalk/it' });
    for (const secret of [it?.token ?? '', it?.aesKey ?? '']) expect(json.out + removed.out).not.toContain(secret);
  });

  it('removes neither the last app nor one that is not there', async () => {
    await add();
    const before = readFileSync(file(), 'utf8');
    const last = await run(['remove', 'hr', '--yes']);
    expect(last).toMatchObject({
      code: 2,
      err: expect.stringMatching(/"hr" is the only app.*move \S+apps\.json away/),
    });
    expect((await run(['remove', 'hr', '--yes'], ZH)).err).toMatch(/唯一的应用/);
    expect(await run(['remove', 'nobody', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no app "nobody"; there are: hr/),
    });
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  it('names the folder where it keeps them, and where there are none', async () => {
    const none = await run(['list']);
    const data = join(folder, 'hub');
    expect(none.out).toContain(`No apps in ${data}. Start a hub (dinghub start --data ${data})`);
    expect((await run(['list'], ZH)).out).toContain(`${data} 中没有应用`);
    expect((await run(['remove', 'hr'])).err).toMatch(/no app "hr", nor any other\. Start a hub, add an app/);
    expect((await run(['remove', 'hr'], ZH)).err).toMatch(/没有应用“hr”，也没有其他应用。请启动 dinghub/);
    expect((await add()).out).toContain(`They are kept in ${file()} and not shown again.`);
  });

  it('lists what is in the file, and says that a hub with this environment does not read it', async () => {
    await add();
    const listed = await run(['list'], { DINGTALK_APPS: '[]' });
    expect(listed.out).toMatch(/^.*\nhr /);
    expect(listed.err).toMatch(/does not read apps\.json/);
  });

  it('makes the file 0600 again', async () => {
    await add();
    chmodSync(file(), 0o644);
    await add('it');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  const isRoot = process.geteuid?.() === 0;
  (isRoot ? it : it.skip)('leaves the file to the hub’s user when root changes it', async () => {
    await add();
    chownSync(file(), 65_534, 65_533);
    for (const args of [
      ['set', 'hr', '--app-key', 'k', '--app-secret', 'env:SECRET'],
      ['rotate', 'hr'],
    ]) {
      expect(await run(args, { SECRET: 's3cret' })).toMatchObject({ code: 0 });
      const { uid, gid, mode } = statSync(file());
      expect([uid, gid, mode & 0o777]).toEqual([65_534, 65_533, 0o600]);
    }
  });

  it('says what comes after the first step of a rotation', async () => {
    await add();
    expect((await run(['rotate', 'hr'])).out).toMatch(
      /restarted\.\nThen give DingTalk the new ones.*app rotate hr --finish/,
    );
  });

  it('shows /v1/dingtalk for the app that answers there: the one called default, and one that is alone', async () => {
    expect((await add()).out).toMatch(/path +\/v1\/dingtalk, \/v1\/dingtalk\/hr\n/);
    expect((await add('default')).out).toMatch(/path +\/v1\/dingtalk, \/v1\/dingtalk\/default\n/);
    expect((await run(['rotate', 'hr'], ZH)).out).toMatch(/路径 +\/v1\/dingtalk\/hr\n/);
    expect((await run(['list'])).out).toMatch(
      /\nhr +\/v1\/dingtalk\/hr +suiteKey.*\ndefault +\/v1\/dingtalk, \/v1\/dingtalk\/default +suiteKey/,
    );
    expect((await run(['remove', 'default'])).err).toMatch(/pushes to \/v1\/dingtalk and \/v1\/dingtalk\/default is/);
    expect((await run(['remove', 'hr'], ZH)).err).toMatch(/钉钉向 \/v1\/dingtalk\/hr 的推送/);
  });

  it('leaves a link to the file a link', async () => {
    await add();
    const real = join(folder, 'real.json');
    renameSync(file(), real);
    symlinkSync(real, file());
    expect(await add('it')).toMatchObject({ code: 0 });
    expect(lstatSync(file()).isSymbolicLink()).toBe(true);
    expect((JSON.parse(readFileSync(real, 'utf8')) as Saved[]).map(({ name }) => name)).toEqual(['hr', 'it']);
  });

  it('refuses a pipe in place of the file at once', async () => {
    await add();
    rmSync(file());
    execFileSync('mkfifo', [file()]);
    for (const args of [['list'], ['set', 'hr', '--owner-key', 'x'], ['rotate', 'hr']])
      expect(await run(args)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/Cannot use .*apps\.json: it is not a regular file/),
      });
    const others = await dinghub(['simulate', 'check-url', '--data', join(folder, 'hub')]);
    expect(others.err).toMatch(/it is not a regular file/);
  });

  it('rotates: the hub accepts both until it is finished', async () => {
    await add();
    const [before] = saved();
    const rotated = JSON.parse((await run(['rotate', 'hr', '--json'])).out) as { token: string; aesKey: string };
    const [during] = saved();
    expect(during?.token).toBeUndefined();
    expect(during?.credentials).toEqual([
      { token: rotated.token, aesKey: rotated.aesKey },
      { token: before?.token, aesKey: before?.aesKey },
    ]);
    expect((await run(['list'], ZH)).out).toMatch(/2，轮换中/);
    expect(await run(['rotate', 'hr'])).toMatchObject({ code: 2, err: expect.stringMatching(/rotating already/) });
    expect(await run(['rotate', 'hr', '--finish', '--force'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/say --yes/),
    });
    expect(saved()).toEqual([during]);
    expect(await run(['rotate', 'hr', '--finish', '--force', '--yes'])).toMatchObject({ code: 0 });
    expect(saved()).toMatchObject([{ token: rotated.token, aesKey: rotated.aesKey }]);
    expect(saved()[0]?.credentials).toBeUndefined();
    expect(await run(['rotate', 'hr', '--finish'], ZH)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/没有在轮换/),
    });
  });

  it('with --dry-run checks and writes nothing', async () => {
    await add();
    const before = readFileSync(file(), 'utf8');
    expect((await add('it', '--dry-run')).out).toBe('dry run: it would be added\n');
    expect((await run(['rotate', 'hr', '--dry-run'])).out).toBe(
      'dry run: hr would get new credentials beside the old ones\n',
    );
    expect((await run(['rotate', 'hr', '--dry-run'], ZH)).out).toBe('试运行：将为 hr 添加新凭据，旧凭据继续有效\n');
    expect(await add('a/b', '--dry-run')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/apps\.json\[1\]\.name/),
    });
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  it('says that /v1/dingtalk is nobody’s any more, and that the environment is read instead', async () => {
    await add();
    expect((await add('it')).err).toMatch(/"hr" answers at \/v1\/dingtalk\/hr alone/);
    const env = await run(['rotate', 'hr', '--dry-run'], { DINGTALK_TOKEN: 'x' });
    expect(env.err).toMatch(/does not read apps\.json/);
  });

  it.each<[readonly string[], number, RegExp]>([
    [['add', '--name', 'hr', '--owner-key', 'suiteabc'], 2, /There is an app "hr" already/],
    [['add', '--name', 'x', '--owner-key', ' '], 1, /ownerKeys/],
    [['add', '--name', 'x', '--owner-key', 'k', '--app-key', 'k'], 2, /or neither/],
    [['add', '--name', 'x'], 2, /owner-key/],
    [['rotate', 'hr', '--force'], 2, /--force goes with --finish/],
    [['rotate', 'nobody'], 1, /There is no app "nobody"; there are: hr/],
  ])('%j is refused', async (args, code, message) => {
    await add();
    const before = readFileSync(file(), 'utf8');
    expect(await run(args)).toMatchObject({ code, err: expect.stringMatching(message) });
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  it.each(['{', '{}', '[1]', '[{"name":"hr","token":"s3cret"}]'])(
    'does not touch a file that no hub reads: %s',
    async (text) => {
      await add();
      writeFileSync(file(), text);
      for (const args of [['list'], ['rotate', 'hr'], ['add', '--name', 'x', '--owner-key', 'k']]) {
        const refused = await run(args);
        expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/apps\.json/) });
        expect(refused.err).not.toContain('s3cret');
      }
      const isNoList = text === '{' || text === '{}' || text === '[1]';
      if (isNoList) expect((await run(['list'], ZH)).err).toMatch(/apps\.json：应为由应用组成的 JSON 数组。/);
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );
});
