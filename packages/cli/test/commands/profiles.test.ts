import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@dinghub/testkit';
import { type AdminHub, startAdminHub, TOKEN } from '../admin-hub';
import { dinghub } from '../command';

const ZH = { LANG: 'zh_CN.UTF-8' };

describe('dinghub profiles', () => {
  const folder = temporaryFolder('profiles', afterAll);
  const file = join(folder, 'dinghub/profiles.json');
  let hub: AdminHub;
  beforeAll(async () => {
    hub = await startAdminHub();
  });
  afterAll(() => hub.close());
  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    dinghub(args, { XDG_CONFIG_HOME: folder, ...more });

  it('keep a hub under a name, for their owner alone, and use it; the token is never shown', async () => {
    const set = ['profiles', 'set', 'prod', '--endpoint', `${hub.endpoint}/`, '--token', 'env:SECRET'];
    const created = await run(set, { SECRET: TOKEN });
    expect(created).toEqual({ code: 0, out: 'created prod\n', err: '' });
    expect([statSync(file).mode & 0o777, statSync(join(folder, 'dinghub')).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ prod: { endpoint: hub.endpoint, token: TOKEN } });
    const list = await run(['profiles', 'list']);
    expect(list.out).toMatch(new RegExp(`prod +${hub.endpoint} +yes`));
    const json = await run(['profiles', 'list', '--json']);
    expect(JSON.parse(json.out)).toEqual({ items: [{ name: 'prod', endpoint: hub.endpoint, hasToken: true }] });
    expect(created.out + list.out + json.out).not.toContain(TOKEN);
    for (const [args, env] of [
      [['--profile', 'prod'], {}],
      [[], { DINGHUB_PROFILE: 'prod' }],
    ] as const) {
      expect(await run(['subs', 'ls', ...args], env)).toMatchObject({
        code: 0,
        out: expect.stringContaining('No subscriptions'),
      });
    }
  });

  it('forget the token with the endpoint that it was for', async () => {
    expect((await run(['profiles', 'set', 'prod', '--endpoint', hub.endpoint])).out).toBe('changed prod\n');
    const moved = await run(['profiles', 'set', 'prod', '--endpoint', 'https://other.example.com']);
    expect(moved.out).toMatch(/Its token was for the old endpoint and is forgotten/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ prod: { endpoint: 'https://other.example.com' } });
    expect((await run(['profiles', 'remove', 'prod'])).out).toBe('removed prod\n');
    expect(await run(['profiles', 'list'])).toMatchObject({ code: 0, out: expect.stringContaining('No profiles') });
  });

  it('are kept and listed in Chinese', async () => {
    const set = (endpoint: string, ...more: string[]) =>
      run(['profiles', 'set', 'zh', '--endpoint', endpoint, ...more], ZH);
    expect((await set('https://a.example.com', '--token', 'x')).out).toBe('已创建 zh\n');
    expect((await run(['profiles', 'list'], ZH)).out).toMatch(
      /^名称 +endpoint +令牌\nzh +https:\/\/a\.example\.com +有\n$/,
    );
    expect((await set('https://b.example.com')).out).toMatch(/^已更新 zh\n原令牌属于旧的 endpoint，已删除/);
    const unknown = await run(['subs', 'ls', '--profile', 'nope'], ZH);
    expect(unknown).toMatchObject({
      code: 2,
      err: '错误 没有配置档“nope”；现有：zh。可用 `dinghub profiles set nope --endpoint <url>` 创建。\n',
    });
    const wrong = await hub.run(['subs', 'ls', '--profile', 'zh'], {
      ...ZH,
      XDG_CONFIG_HOME: folder,
      DINGHUB_ADMIN_TOKEN: 'x',
    });
    expect(wrong.err).toContain('不接受该令牌（来源：DINGHUB_ADMIN_TOKEN）');
    expect((await run(['profiles', 'remove', 'zh'], ZH)).out).toBe('已删除 zh\n');
    expect((await run(['profiles', 'list'], ZH)).out).toMatch(/^没有配置档。可用 dinghub profiles set /);
  });

  it.each<[readonly string[], number, RegExp]>([
    [['set', 'a/b', '--endpoint', 'https://x'], 2, /^错误 名称只能包含/],
    [['set', 'a'], 2, /^错误 请指定 --endpoint/],
    [['set', 'a', '--token', 'x'], 2, /^错误 配置档必须有 --endpoint/],
    [['set', 'a', '--endpoint', 'x'], 2, /^错误 --endpoint 必须是 http 或 https URL，而不是“x”。/],
    [['set', 'a', '--endpoint', 'https://x?y'], 2, /^错误 --endpoint 必须是不含用户名/],
    [['set', 'a', '--endpoint', 'https://x', '--token', 'a b'], 2, /^错误 该令牌（来源：--token）不是管理令牌/],
    [['remove', 'a'], 1, /^错误 没有配置档“a”；目前还没有配置档。/],
  ])('%j is refused in Chinese', async (args, code, message) => {
    expect(await run(['profiles', ...args], ZH)).toMatchObject({ code, err: expect.stringMatching(message) });
  });

  it.each<[readonly string[], number, RegExp]>([
    [['set', 'a/b', '--endpoint', 'https://x'], 2, /The name must be/],
    [['set', 'a'], 2, /Say --endpoint/],
    [['set', 'a', '--token', 'x'], 2, /needs an --endpoint/],
    [['set', 'a', '--endpoint', 'x'], 2, /--endpoint must be/],
    [['remove', 'a'], 1, /There is no profile "a"/],
  ])('%j is refused', async (args, code, message) => {
    expect(await run(['profiles', ...args])).toMatchObject({ code, err: expect.stringMatching(message) });
  });
});
