import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dinghub, start, waitFor } from '../command';
import { APP_KEY, dataFolders, MINUTE, NEW, OLD, type Pair, push, remember, uses, ZH } from '../sightings/set-up';

const folders = dataFolders();
afterAll(folders.remove);
const credentials = (data: string) =>
  (JSON.parse(readFileSync(join(data, 'apps.json'), 'utf8')) as [{ credentials?: readonly Pair[] }])[0].credentials;

/** Runs `dinghub app`; fails when a credential is in what it prints. */
async function app(data: string, args: readonly string[], more: Record<string, string> = {}) {
  const ran = await dinghub(['app', ...args, '--data', data], more);
  for (const { token, aesKey } of [NEW, OLD])
    for (const secret of [token, aesKey]) expect(ran.out + ran.err).not.toContain(secret);
  return ran;
}
const finish = (data: string, ...more: readonly string[]) => app(data, ['rotate', 'hr', '--finish', '--yes', ...more]);

describe('the end of a rotation', () => {
  const now = Date.now();
  it.each<[string, { fresh?: number; old?: number }, RegExp]>([
    ['nothing has come since', {}, /no event has come with the new ones yet \(.*new: none seen.*old: none seen\)/],
    [
      'events come with the old one alone',
      { old: now - 5 * MINUTE },
      /no event has come with the new ones yet \(.*old: \S+ \S+Z \(5(\.\d)? m ago\)\).*restart the hub/,
    ],
    [
      'the old one came less than a minute before the new',
      { fresh: now, old: now - MINUTE + 5000 },
      /DingTalk has the new ones, and the old ones were in use less than a minute before \(.*wait for one more event after \d\d:\d\d:\d\d UTC, then dinghub app rotate hr --finish again; .*--force/,
    ],
    [
      'the old one came last',
      { fresh: now - 5 * MINUTE, old: now },
      /the old ones are still in use \(last event with the new: .* ago\), with the old: .*register --url … --app hr.*if DingTalk has the new ones already, .*: dinghub app rotate hr --finish --force/,
    ],
    ['a clock was set back', { fresh: now + 60 * MINUTE, old: now }, /are from the future.*correct the clock/],
  ])('is refused while %s, and nothing is written', async (_, times, message) => {
    const data = folders.make();
    await remember(data, uses(times));
    const refused = await finish(data);
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringMatching(message) });
    expect(refused.err).toMatch(/--force finishes all the same/);
    expect(credentials(data)).toEqual([NEW, OLD]);
    expect(await finish(data, '--dry-run')).toMatchObject({ code: 1 });
    expect(await finish(data, '--force')).toMatchObject({ code: 0 });
    expect(credentials(data)).toBeUndefined();
  });

  it('comes when the old one was last used a minute before the new: it asks, and then forgets the old', async () => {
    const data = folders.make();
    await remember(data, uses({ fresh: now, old: now - MINUTE - 1000 }));
    expect(await app(data, ['rotate', 'hr', '--finish'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/say --yes/),
    });
    expect((await finish(data, '--dry-run')).out).toBe('dry run: the rotation of hr would be finished\n');
    expect(credentials(data)).toEqual([NEW, OLD]);
    expect((await finish(data)).out).toMatch(/^finished the rotation of hr\n/);
    expect(credentials(data)).toBeUndefined();
  });

  it('is refused in Chinese, and in JSON with times for scripts', async () => {
    const data = folders.make();
    await remember(data, uses({ fresh: now - 5 * MINUTE, old: now }));
    const refused = await app(data, ['rotate', 'hr', '--finish', '--yes', '--json'], ZH);
    expect(refused.err).toMatch(
      /“hr”的轮换尚未完成：旧凭据仍在使用（.*）。下一步：让钉钉换用新凭据.*如果钉钉已换用新凭据.*--force 可强制完成/,
    );
    expect([refused.code, JSON.parse(refused.out)]).toEqual([
      1,
      {
        ...{ name: 'hr', finished: false, reason: 'old_in_use' },
        newUsedAt: new Date(now - 5 * MINUTE).toISOString(),
        oldUsedAt: new Date(now).toISOString(),
      },
    ]);
  });

  it.each<[string, (data: string) => void, RegExp]>([
    ['is not there', () => {}, /not known: \S+ has no store/],
    [
      'cannot be read',
      (data) => writeFileSync(join(data, 'dinghub.db'), 'no database at all, just a text that is long enough for one'),
      /not known: .*not an SQLite database.*Move the file away/,
    ],
  ])('needs --force where the store %s', async (_, prepare, message) => {
    const data = folders.make();
    prepare(data);
    expect(await finish(data)).toMatchObject({ code: 1, err: expect.stringMatching(message) });
    expect(JSON.parse((await finish(data, '--json')).out)).toMatchObject({ finished: false, reason: 'unknown' });
    expect(credentials(data)).toEqual([NEW, OLD]);
    expect(await app(data, ['list'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/hr .*2, rotating/),
      err: expect.stringMatching(/When credentials were last used is not known/),
    });
    expect(await finish(data, '--force')).toMatchObject({ code: 0 });
  });
});

describe('dinghub app list', () => {
  it('says when each credential of an app that rotates was last used, and of others nothing', async () => {
    const data = folders.make();
    const at = Date.parse('2026-11-23T08:00:00.000Z');
    await remember(data, uses({ old: at }));
    expect((await app(data, ['list'])).out).toMatch(/new: none seen, old: 2026-11-23 08:00:00.000Z/);
    expect((await app(data, ['list'], ZH)).out).toMatch(/新：尚无，旧：2026-11-23/);
    expect(JSON.parse((await app(data, ['list', '--json'])).out)).toMatchObject({
      items: [{ name: 'hr', credentials: 2, rotation: { state: 'new_unused', oldUsedAt: '2026-11-23T08:00:00.000Z' } }],
    });
    const single = await app(folders.make(NEW), ['list', '--json']);
    expect(JSON.parse(single.out)).toMatchObject({ items: [{ credentials: 1 }] });
    expect(single.out + single.err).not.toMatch(/rotation|not known/);
  });
});

describe('a rotation of a hub that runs', () => {
  it('is seen through: restart, DingTalk changes over, and only then the old credentials go', async () => {
    const data = folders.make(OLD);
    const startHub = async () => {
      const hub = start(['start', '--port', '0', '--data', data]);
      const url = await waitFor(hub.out, /running at (\S+)\./);
      const stop = async () => {
        hub.child.kill('SIGTERM');
        await once(hub.child, 'close');
      };
      return { ...hub, url, stop };
    };
    let hub = await startHub();
    const rotated = JSON.parse((await dinghub(['app', 'rotate', 'hr', '--data', data, '--json'])).out) as Pair;
    expect(await push(hub.url, OLD)).toBe(200);
    expect(await push(hub.url, rotated)).toBe(401);
    expect((await finish(data)).err).toMatch(/no event has come with the new ones yet.*restart the hub/);
    await hub.stop();

    hub = await startHub();
    try {
      expect(await push(hub.url, OLD)).toBe(200);
      const probe = ['--url', hub.url, '--app', 'hr', '--data', data];
      const doctor = async () => (await dinghub(['doctor', ...probe])).out;
      // What doctor itself sends with the new one is no sign that DingTalk has it.
      expect(await doctor()).toMatch(/ok {7}check_url/);
      expect(await doctor()).toMatch(
        /warning {2}rotation: hr: no event has come with the new ones yet; .*old: .* ago\)/,
      );
      // Nor is what the simulator pushes: it comes with the old one, and so on the safe side.
      const simulated = await dinghub(['simulate', 'event', 'check_in', ...probe]);
      expect(simulated).toMatchObject({ code: 0, out: expect.stringMatching(/check_in/) });
      expect((await dinghub(['simulate', 'check-url', ...probe])).out).toMatch(/^ok/);
      expect((await finish(data)).err).toMatch(
        /no event has come with the new ones yet \(.*new: none seen, with the old/,
      );

      expect(await push(hub.url, rotated)).toBe(200);
      expect(await doctor()).toMatch(
        /warning {2}rotation: hr: DingTalk has the new ones, and the old ones were in use/,
      );
      expect((await finish(data)).err).toMatch(/wait for one more event after/);
      expect((await app(data, ['list'])).out).toMatch(/new: .* ago\), old: .* ago\)/);
      expect(await push(hub.url, rotated, APP_KEY)).toBe(403);
      expect(await doctor()).toMatch(
        /owner keys: hr: the last envelope refused for its owner key came .* with an AppKey \(ding…miwl\)/,
      );
      expect(hub.err() + hub.out()).not.toContain(rotated.token);
    } finally {
      await hub.stop();
    }
  });
});
