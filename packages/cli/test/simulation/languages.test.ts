import { once } from 'node:events';
import { dinghub, start, waitFor } from '../command';
import { startCallback, startDingTalk } from '../dingtalk/set-up';
import { CORP_ID, dataFolders, NEW, ZH } from '../sightings/set-up';
import { CTRL_C, hasTerminal, onTerminal } from '../terminal-session';

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
    expect(nobody).toEqual({
      ...{ code: 1, err: '' },
      out: `失败：${hub.url}/v1/dingtalk：无法连接（ECONNREFUSED）\n→ 没有程序监听该地址。请启动 dinghub，或更正主机和端口。\n`,
    });
    expect((await run(['event', 'check_in', '--no-retry'])).out).toMatch(/\n失败：无法连接（ECONNREFUSED）\n/);
  });

  it.each([
    [{}, /^check_in +(\d+) +\1 +0 /m, /Stopped: \d+ of 2000 pushes were over; what was under way is not counted\.\n$/],
    [ZH, /^check_in +(\d+) +\1 +0 /m, /已停止：共 2000 次推送，已完成 \d+ 次，进行中的未计入。\n$/],
  ])('event sums up what was pushed before Ctrl-C (%j)', async (language, summary, stopped) => {
    let came = 0;
    const hub = await startCallback({ ...NEW, ownerKeys: [CORP_ID] }, () => came++);
    const { child, out, err } = start(
      [
        'simulate',
        'event',
        'check_in',
        '--count',
        '2000',
        '--rate',
        '50',
        '--data',
        folders.make(NEW),
        '--url',
        hub.url,
      ],
      language,
    );
    await waitFor(() => String(came > 3), /true/);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    await hub.close();
    expect({ code, out: out(), err: err() }).toEqual({
      code: 130,
      out: expect.stringMatching(summary),
      err: expect.stringMatching(stopped),
    });
  });

  (hasTerminal ? it : it.skip)('dingtalk push on a terminal sums up what was pushed before Ctrl-C', async () => {
    const dingTalk = await startDingTalk();
    try {
      const { port } = new URL(dingTalk.url);
      const args = ['simulate', 'dingtalk', 'push', 'check_in', '--port', port, '--count', '10000'];
      const { code, shown } = await onTerminal(args, [[/ [1-9]\d*\/10000/, CTRL_C]]);
      expect(code).toBe(130);
      expect(shown).toMatch(
        /\n?(\d+) events: 0 delivered, 0 failed, \1 not sent\n.*\nStopped: \d+ of 10000 pushes were over/,
      );
    } finally {
      await dingTalk.close();
    }
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
