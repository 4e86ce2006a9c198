import { dinghub } from './command';
import { environment, serve, startCallback, startDingTalk } from './dingtalk/set-up';
import { ENTER, hasTerminal, onTerminal } from './terminal-session';

describe('a command that asks before it goes on', () => {
  let dingTalk: Awaited<ReturnType<typeof startDingTalk>>;
  let hub: Awaited<ReturnType<typeof startCallback>>;
  let env: Record<string, string>;
  beforeEach(async () => {
    dingTalk = await startDingTalk();
    hub = await startCallback();
    env = environment(dingTalk.url);
    expect(await dinghub(['dingtalk', 'register', '--url', hub.url], env)).toMatchObject({ code: 0 });
  });
  afterEach(async () => {
    await Promise.all([dingTalk.close(), hub.close()]);
  });
  const registered = () => dingTalk.apps()[0]?.callback !== undefined;
  const ZH = { LANG: 'zh_CN.UTF-8' };

  it.each<[string, Record<string, string>, RegExp]>([
    ['English', {}, /meanwhile\. There is nobody to ask here: say --yes\.\n$/],
    ['Chinese', ZH, /停止期间钉钉不保留事件。当前不是交互式终端，无法询问：请加上 --yes。\n$/],
  ])('says in %s what to do where there is nobody to ask', async (_, more, text) => {
    const unasked = await dinghub(['dingtalk', 'unregister'], { ...env, ...more });
    expect(unasked).toMatchObject({ code: 2, err: expect.stringMatching(text) });
    expect(registered()).toBe(true);
  });

  (hasTerminal ? it : it.skip).each<[string, string, Record<string, string>, RegExp, RegExp, boolean]>([
    ['no', 'n', {}, /\[y\/N\] /, /Nothing was done\./, true],
    ['nothing', '', ZH, /\[是\(y\)\/否\(N\)\] /, /未执行任何操作。/, true],
    ['否', '否', ZH, /\[是\(y\)\/否\(N\)\] /, /未执行任何操作。/, true],
    ['是', '是', ZH, /\[是\(y\)\/否\(N\)\] /, /已注销/, false],
    ['yes in Chinese', 'yes', ZH, /\[是\(y\)\/否\(N\)\] /, /已注销/, false],
  ])('takes %s for what it means, in the language of the environment', async (_, answer, more, asks, says, stays) => {
    const { shown } = await onTerminal(['dingtalk', 'unregister'], [[asks, `${answer}${ENTER}`]], { ...env, ...more });
    expect(shown).toMatch(says);
    expect(registered()).toBe(stays);
  });

  (hasTerminal ? it : it.skip)(
    'asks about a URL that would steer the terminal as it would about any other',
    async () => {
      const url = 'http://x/\u001b[2J\u009b31m';
      const other = await serve(async () => ({
        ...{ status: 200, body: JSON.stringify({ errcode: 0, access_token: 't', url, call_back_tag: [] }) },
      }));
      const steps = [[/\[y\/N\] /, `n${ENTER}`]] as const;
      const { shown } = await onTerminal(['dingtalk', 'unregister'], steps, environment(other.url)).finally(
        other.close,
      );
      expect(shown).toContain('End all pushes to http://x/\\u001b[2J\\u009b31m (0 tags)?');
    },
  );
});
