import { once } from 'node:events';
import { createPageStore } from '@dinghub/core/dingtalk';
import { createSqliteRecordStore, databaseFile } from '@dinghub/local-adapter';
import type { DingTalkServer } from '@dinghub/simulator';
import { temporaryFolder } from '@dinghub/testkit';
import { start, waitFor } from '../command';
import { APP, environment, quietly, startDingTalk } from './set-up';

describe('dinghub dingtalk reconcile', () => {
  const data = temporaryFolder('reconcile', afterAll);
  let dingTalk: DingTalkServer;
  beforeAll(async () => {
    dingTalk = await startDingTalk();
  });
  afterAll(() => dingTalk.close());
  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    quietly([...args, '--data', data], environment(dingTalk.url, more));

  it('needs a hub’s store, and makes none', async () => {
    const none = await run(['dingtalk', 'reconcile']);
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/There is no hub in/) });
    expect((await run(['dingtalk', 'reconcile'], { LANG: 'zh_CN' })).err).toMatch(/没有 dinghub 的数据/);
  });

  it('brings back what came while the hub was down, once; a dry run keeps the page and appends nothing', async () => {
    const { DINGTALK_API_ENDPOINT: _, ...hubEnv } = environment(dingTalk.url);
    const hub = start(['start', '--port', '0', '--data', data], hubEnv);
    const url = await waitFor(hub.out, /running at (\S+)\./);
    expect(await run(['dingtalk', 'register', '--url', url])).toMatchObject({ code: 0 });
    expect(await dingTalk.push(APP.appKey, event('before'))).toMatchObject({ kind: 'delivered' });
    hub.child.kill('SIGTERM');
    await once(hub.child, 'close');
    for (const user of ['one', 'two']) await dingTalk.push(APP.appKey, event(user));

    const dry = await run(['dingtalk', 'reconcile', '--dry-run']);
    expect(dry.out).toMatch(/^1 page, 2 entries: 0 were there, 2 missing, 0 not understood\n/);
    expect(dry.out).toMatch(/DingTalk does not give these pages again: they are stored/);
    const count = async () => {
      const { out } = await run(['events', 'list', '--json']);
      return (JSON.parse(out) as { items: { event: { recovered?: boolean } }[] }).items;
    };
    expect(await count()).toHaveLength(1);

    const waiting = await run(['doctor']);
    expect(waiting.out).toMatch(
      /warning {2}failed list: default: never fetched, 1 page waits.*→ dinghub dingtalk reconcile/,
    );

    const done = await run(['dingtalk', 'reconcile', '--json']);
    expect(JSON.parse(done.out)).toMatchObject({ app: 'default', outcome: 'done', recovered: 2, unreadable: 0 });
    expect((await count()).filter(({ event }) => event.recovered)).toHaveLength(2);
    const again = await run(['dingtalk', 'reconcile'], { LANG: 'zh_CN' });
    expect(again.out).toMatch(/钉钉没有更多失败事件/);
    expect(await count()).toHaveLength(3);
    expect((await run(['doctor'])).out).toMatch(/ok {7}failed list: default: fetched .* ago, 0 pages wait/);
    const store = createSqliteRecordStore({ path: databaseFile(data) });
    for (const [doneAt, says] of [
      [Date.now() - 2 * 3_600_000, /warning {2}failed list: default: fetched 2 h ago.*reconcile_failed/],
      [
        Date.now() + 2 * 3_600_000,
        /warning {2}failed list: default: fetched at a time that is yet to come, .*reconcile_failed/,
      ],
    ] as const) {
      const poller = await store.get({ partition: 'dingtalk#default', sort: 'poller' });
      if (poller === undefined) throw new Error('Nobody has asked.');
      await store.replace({ ...poller, value: { ...poller.value, doneAt } });
      expect((await run(['doctor'])).out).toMatch(says);
    }
    await store.close();
  });

  it('says what DingTalk has against it', async () => {
    dingTalk.faults.add({ path: '/call_back/get_call_back_failed_result', answer: { kind: 'code', code: 60011 } });
    expect(await run(['dingtalk', 'reconcile'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/60011.*lacks the permission/),
    });
  });

  it('asks nothing of a third-party app that no organisation is known to have authorised, and says so', async () => {
    const suite = { DINGTALK_OWNER_KEY: 'suiteabc', DINGTALK_APP_KEY: 'suiteabc' };
    const { code, out } = await run(['dingtalk', 'reconcile'], suite);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^0 pages, 0 entries[\s\S]*No organisation is known/),
    });
    expect((await run(['dingtalk', 'reconcile'], { ...suite, LANG: 'zh_CN' })).out).toMatch(/尚不知有哪些组织/);
  });

  it('compares pages that were not understood again with --reread alone', async () => {
    const store = createSqliteRecordStore({ path: databaseFile(data) });
    const pages = createPageStore({ app: 'default', store, clock: Date.now, sleep: async () => {} });
    await pages.keep({ id: 'odd', askedAt: Date.now(), text: 'no page at all', before: {} });
    await store.close();
    const unreadable = async (...more: string[]) => {
      const { out } = await run(['dingtalk', 'reconcile', '--json', ...more]);
      return (JSON.parse(out) as { unreadable: number }).unreadable;
    };
    expect([await unreadable(), await unreadable(), await unreadable('--reread')]).toEqual([1, 0, 1]);
  });

  it('says in its help that asking takes the page', async () => {
    expect((await run(['dingtalk', 'reconcile', '--help'])).out).toMatch(/to ask is to take/);
  });

  const event = (user: string) => ({
    EventType: 'user_add_org',
    TimeStamp: String(Date.now()),
    UserId: [user],
    CorpId: APP.corpId,
  });
});
