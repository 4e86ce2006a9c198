import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dinghub, start, waitFor } from '../command';
import { APP, startDingTalk } from './set-up';

describe('a hub that made its own credentials', () => {
  it.each([
    ['has no variables', {}],
    ['has the AppKey in its environment', { DINGTALK_APP_KEY: APP.appKey, DINGTALK_APP_SECRET: APP.appSecret }],
  ])('and %s keeps the corpId that DingTalk brings, and nothing that doctor or register probe with', async (_, own) => {
    const data = mkdtempSync(join(tmpdir(), 'dinghub-learning-'));
    const dingTalk = await startDingTalk();
    const hub = start(['start', '--port', '0', '--data', data], { ...own, DINGHUB_RECONCILE: 'false' });
    try {
      const url = await waitFor(hub.out, /running at (\S+)\./);
      const env = {
        DINGTALK_APP_KEY: APP.appKey,
        DINGTALK_APP_SECRET: APP.appSecret,
        DINGTALK_API_ENDPOINT: dingTalk.url,
      };
      const saved = () => JSON.parse(readFileSync(join(data, 'apps.json'), 'utf8')) as [Record<string, unknown>];
      const run = (args: readonly string[], more: Record<string, string> = env) =>
        dinghub([...args, '--url', url, '--data', data], more);
      expect((await run(['doctor'], {})).out).toMatch(/default has none yet: the first that comes/);
      expect((await run(['doctor'])).out).toMatch(/ok {7}check_url: “success”/);
      const dry = async (more = {}) => (await run(['dingtalk', 'register', '--dry-run'], { ...env, ...more })).out;
      expect(await dry()).toMatch(
        /owner key: simulator …\ncame {2}HTTP 200, “success”, .* does not show whether the hub accepts the corpId: it keeps the one that DingTalk brings, unless .*DINGTALK_OWNER_KEY/,
      );
      expect(await dry({ LANG: 'zh_CN.UTF-8' })).toMatch(
        /返回 {2}HTTP 200，success，用时 .*；这不能说明 dinghub 接受 corpId：它会记住钉钉带来的 corpId；.*DINGTALK_OWNER_KEY/,
      );
      expect(saved()[0].learnOwnerKey).toBe(true);

      const registered = await run(['dingtalk', 'register']);
      expect(registered).toMatchObject({ code: 0, out: expect.stringMatching(/answer {2}ok after/), err: '' });
      const [{ token, aesKey, ownerKeys, learnOwnerKey }] = saved();
      expect({ ownerKeys, learnOwnerKey }).toEqual({ ownerKeys: ['dinghub-simulator', APP.corpId] });
      for (const secret of [token, aesKey]) expect(registered.out + registered.err).not.toContain(secret);
    } finally {
      hub.child.kill('SIGTERM');
      await once(hub.child, 'close');
      await dingTalk.close();
      rmSync(data, { recursive: true, force: true });
    }
  });
});
