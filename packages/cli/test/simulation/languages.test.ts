import { dinghub } from '../command';
import { startCallback, startDingTalk } from '../dingtalk/set-up';
import { CORP_ID, dataFolders, NEW, ZH } from '../sightings/set-up';
import { hasTerminal, onTerminal } from '../terminal-session';

describe('dinghub simulate', () => {
  const folders = dataFolders();
  afterAll(folders.remove);

  it('speaks Chinese: what check-url and event came to', async () => {
    const hub = await startCallback({ ...NEW, ownerKeys: [CORP_ID] });
    const there = ['--data', folders.make(NEW), '--url', hub.url];
    const run = (args: readonly string[]) => dinghub(['simulate', ...args, ...there], ZH);
    try {
      expect((await run(['check-url'])).out).toMatch(/^正常：dinghub 在 \d+ 毫秒内应答 success\n$/);
      expect((await run(['event', 'check_in'])).out).toMatch(/^类型 +已推送 +送达 +失败 +重试 .*\ncheck_in +1 +1 +0/);
    } finally {
      await hub.close();
    }
    const nobody = await run(['check-url']);
    expect(nobody).toMatchObject({ code: 1, out: expect.stringMatching(/^失败：无法连接\n→ 没有程序监听该地址/) });
    expect((await run(['event', 'check_in', '--no-retry'])).out).toMatch(/\n失败：无法连接/);
  });

  (hasTerminal ? it : it.skip)('dingtalk push shows on a terminal how far many pushes are', async () => {
    const dingTalk = await startDingTalk();
    try {
      const port = new URL(dingTalk.url).port;
      const args = ['simulate', 'dingtalk', 'push', 'check_in', '--port', port, '--count', '40'];
      expect((await onTerminal(args, [])).shown).toMatch(/ \d+% \| \d+\/40 \| 0 failed/);
      expect((await onTerminal(args, [], ZH)).shown).toMatch(/\/40 \| 失败 0/);
      expect((await onTerminal([...args, '--json'], [])).shown).not.toMatch(/%/);
    } finally {
      await dingTalk.close();
    }
  });
});
