import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventLog } from '@dinghub/core';
import { createSqliteRecordStore } from '@dinghub/local-adapter';
import { databaseFile } from '@dinghub/local-adapter/files';
import type { DingTalkServer } from '@dinghub/simulator';
import { start, waitFor } from '../command';
import { hasTerminal, onTerminal } from '../terminal-session';
import { environment, quietly, startDingTalk } from './set-up';

const ASK = '/call_back/get_call_back_failed_result';

describe('dinghub dingtalk reconcile that is told to stop', () => {
  let data = '';
  let dingTalk: DingTalkServer;
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'dinghub-stop-'));
    await createSqliteRecordStore({ path: databaseFile(data) }).close();
    dingTalk = await startDingTalk();
  });
  afterEach(async () => {
    await dingTalk.close();
    rmSync(data, { recursive: true, force: true });
  });
  const args = ['dingtalk', 'reconcile'];
  const isAsked = () => dingTalk.faults.list().length === 0;
  async function untilAsked(): Promise<void> {
    await waitFor(() => String(isAsked()), /true/);
  }
  const again = () => quietly([...args, '--data', data], environment(dingTalk.url));

  it('waits for no retry, gives back its lease, and says so with exit code 130', async () => {
    dingTalk.faults.add({ path: ASK, times: 1, answer: { kind: 'code', code: 90018 } });
    const run = start([...args, '--data', data], environment(dingTalk.url));
    await untilAsked();
    run.child.kill('SIGINT');
    await once(run.child, 'close');
    expect(run.child.exitCode).toBe(130);
    expect(run.err()).toMatch(/Stopping: the page that DingTalk was asked for is still taken/);
    expect(run.out()).toMatch(/^Stopped\. What came is stored; run it again to go on\.\n$/);
    expect(await again()).toMatchObject({ code: 0, out: expect.stringMatching(/DingTalk has nothing more/) });
  });

  it('gives up a call that hangs when it is told again, and still gives back its lease', async () => {
    dingTalk.faults.add({ path: ASK, times: 1, answer: { kind: 'hang' } });
    const run = start([...args, '--data', data, '--json'], environment(dingTalk.url, { LANG: 'zh_CN' }));
    await untilAsked();
    run.child.kill('SIGTERM');
    await waitFor(run.err, /正在停止/);
    await new Promise((resolve) => setTimeout(resolve, 600));
    run.child.kill('SIGINT');
    await once(run.child, 'close');
    expect(run.child.exitCode).toBe(143);
    expect(JSON.parse(run.out())).toEqual({ app: 'default', dryRun: false, outcome: 'given_up', pages: 0 });
    expect((await again()).code).toBe(0);
    const store = createSqliteRecordStore({ path: databaseFile(data) });
    const events = createEventLog({ store, clock: Date.now, retentionDays: 180 });
    const { items } = await events.list({ type: 'dinghub.reconcile.answer_lost' }, { limit: 5 });
    await store.close();
    expect(items).toHaveLength(1);
  });

  it('says of a run that another holds the lease of, for how long that can last', async () => {
    dingTalk.faults.add({ path: ASK, times: 1, answer: { kind: 'hang' } });
    const run = start([...args, '--data', data], environment(dingTalk.url));
    await untilAsked();
    run.child.kill('SIGKILL');
    await once(run.child, 'close');
    expect(await again()).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Another poller .* blocks for 2 minutes at most\.\n$/),
    });
    const chinese = await quietly([...args, '--data', data], environment(dingTalk.url, { LANG: 'zh_CN' }));
    expect(chinese.out).toMatch(/最多 2 分钟后即可重试/);
  });

  (hasTerminal ? it : it.skip)('shows on a terminal how far it is', async () => {
    const { shown, code } = await onTerminal([...args, '--data', data], [], environment(dingTalk.url));
    expect(code).toBe(0);
    expect(shown).toMatch(/^Asking DingTalk \(127\.0\.0\.1:\d+\) for what it could not deliver …\n0 pages, 0 entries/);
  });
});
