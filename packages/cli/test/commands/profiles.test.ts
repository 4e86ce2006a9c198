import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@dinghub/testkit';
import { type AdminHub, startAdminHub, TOKEN } from '../admin-hub';
import { dinghub } from '../command';

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
