import { type HubEvent, normaliseDingTalkBody, StoreRejected, StoreUnavailable } from '@dinghub/core';
import { createPageStore, LONGEST_PAGE_MS } from '../../../src/dingtalk/index';
import { immortal, receipts, START, webhookTo } from '../../dispatch/simulation';
import { answer, type Scripted } from '../fake-dingtalk';
import { keepingLogger } from '../set-up';
import { createReconcileWorld, entries, entry } from './world';

const ASK = 'call_back/get_call_back_failed_result';
const PUSHED = { EventType: 'user_add_org', CorpId: 'dingcorp', UserId: ['u0'], TimeStamp: String(START - 600_000) };
const MINUTE = 60_000;

describe('reconciliation', () => {
  it('appends what is missing, marked as recovered, and leaves what is there', async () => {
    const { time, fake, start, log } = createReconcileWorld();
    const { events, reconciler } = start();
    await events.append(normaliseDingTalkBody(PUSHED, { app: 'default', receivedAt: START - 599_000 }));
    fake.failed = entries(3);
    const report = await time.run(reconciler.run());
    expect(report).toMatchObject({ outcome: 'done', pages: 1, entries: 3, present: 1, recovered: 2, unreadable: 0 });
    expect(report.events.map(({ subject }) => subject)).toEqual(['user/u1', 'user/u2']);
    const all = await log();
    expect(all.map((event) => [event.subject, event.recovered])).toEqual([
      ['user/u0', undefined],
      ['user/u1', true],
      ['user/u2', true],
    ]);
    expect(await reconciler.status()).toEqual({ doneAt: time.now, waiting: 0, unreadable: 0 });
  });

  it('brings what it recovers to every subscription that wants it, which can ask for what was recovered', async () => {
    const { world, time, fake, start, log } = createReconcileWorld();
    const { dispatch, reconciler } = start();
    await dispatch.subscriptions.create(webhookTo('all'));
    await dispatch.subscriptions.create(webhookTo('late', { pattern: { recovered: [true] } }));
    await dispatch.subscriptions.create(webhookTo('timely', { pattern: { recovered: [{ exists: false }] } }));
    fake.failed = [entry('u1')];
    await time.run(reconciler.run());
    await world.drain(dispatch);
    const [event] = await log();
    expect(receipts(world, event?.id ?? '')).toEqual({ all: 1, late: 1 });
    expect(world.sent[0]?.body).toContain('"recovered":true');
  });

  it('asks for page after page until there is none, each stored raw before the next is asked for', async () => {
    const { world, time, fake, start, users } = createReconcileWorld();
    fake.failed = entries(450);
    const stored: number[] = [];
    const { http } = fake;
    Object.assign(fake, {
      http: async (request: Parameters<typeof http>[0]) => {
        const { items } = await world.store.list('dingtalk#default#pages', { limit: 1000 });
        if (request.url.includes(ASK)) stored.push(items.length);
        return http(request);
      },
    });
    const report = await time.run(start().reconciler.run());
    expect(report).toMatchObject({ outcome: 'done', pages: 3, entries: 450, recovered: 450 });
    expect(stored).toEqual([0, 1, 2]);
    expect(new Set(await users()).size).toBe(450);
    const { items } = await world.store.list('dingtalk#default#pages', { limit: 1000 });
    expect(items.map(({ value }) => value.state)).toEqual(['read', 'read', 'read']);
    // Pages that were asked for in one millisecond lie in any order.
    const sizes = items.map(({ value }) => JSON.parse(String(value.text)).failed_list.length);
    expect(sizes.sort()).toEqual([200, 200, 50]);
  });

  it('stores nothing when DingTalk has nothing', async () => {
    const { world, time, start, log } = createReconcileWorld();
    const report = await time.run(start().reconciler.run());
    expect(report).toMatchObject({ outcome: 'done', pages: 0 });
    expect(await log()).toEqual([]);
    expect((await world.store.list('dingtalk#default#pages', { limit: 10 })).items).toEqual([]);
  });

  it('is done by one poller at a time', async () => {
    const { time, fake, start, users } = createReconcileWorld();
    fake.failed = entries(300);
    const reports = await time.run(Promise.all(Array.from({ length: 5 }, () => start().reconciler.run())));
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'done']);
    expect((await users()).length).toBe(300);
  });

  it('goes on with another token when this one expires between two pages', async () => {
    const { time, fake, start, users, notices } = createReconcileWorld();
    fake.failed = entries(250);
    const { dingtalk, reconciler } = start();
    await time.run(dingtalk.tokens.current());
    fake.script.push(undefined, () => {
      fake.tokens.clear();
      return undefined;
    });
    expect(await time.run(reconciler.run())).toMatchObject({ outcome: 'done', pages: 2, recovered: 250 });
    expect(fake.calls.filter(({ api }) => api === 'gettoken')).toHaveLength(2);
    expect((await users()).length).toBe(250);
    expect(await notices()).toEqual([]);
  });

  it.each<[string, readonly object[]]>([
    ['an empty page', [{ errcode: 0, has_more: true, failed_list: [] }]],
    ['the same page', Array(9).fill({ errcode: 0, has_more: true, failed_list: entries(2) })],
  ])('does not run for ever when %s says that there is more', async (_, script) => {
    const { time, fake, start } = createReconcileWorld();
    fake.script.push(undefined, ...(script as never[]));
    expect(await time.run(start().reconciler.run())).toMatchObject({ outcome: 'more' });
    expect(fake.calls.filter(({ api }) => api === ASK).length).toBeLessThanOrEqual(2);
  });

  it('stops at its limits, and goes on the next time', async () => {
    const { time, fake, start, users } = createReconcileWorld();
    fake.pageSize = 10;
    fake.failed = entries(100);
    expect(await time.run(start(immortal, { mostPages: 4 }).reconciler.run())).toMatchObject({
      outcome: 'more',
      pages: 4,
    });
    expect(await time.run(start().reconciler.run())).toMatchObject({ outcome: 'done', pages: 6 });
    expect((await users()).length).toBe(100);
  });

  it('appends nothing in a dry run, but stores what it had to take, for the next one', async () => {
    const { time, fake, start, log, users } = createReconcileWorld();
    fake.failed = entries(3);
    const { reconciler } = start();
    const dry = await time.run(reconciler.run({ dryRun: true }));
    expect(dry).toMatchObject({ outcome: 'done', pages: 1, recovered: 3 });
    expect(dry.events).toHaveLength(3);
    expect(await log()).toEqual([]);
    expect(await reconciler.status()).toMatchObject({ waiting: 1 });
    expect(await time.run(reconciler.run({ dryRun: true }))).toMatchObject({ pages: 1, recovered: 3 });
    expect(fake.failed).toEqual([]);
    expect(await time.run(reconciler.run())).toMatchObject({ pages: 1, recovered: 3 });
    expect((await users()).sort()).toEqual(['u0', 'u1', 'u2']);
    expect(await reconciler.status()).toMatchObject({ waiting: 0 });
  });

  it('repeats nothing when DingTalk gives the same entries again, in whatever shape', async () => {
    const { time, fake, start, users } = createReconcileWorld();
    fake.failed = entries(2);
    await time.run(start().reconciler.run());
    const at = START - 600_000;
    fake.failed = [entry('u1'), { call_back_tag: 'user_add_org', event_time: at, userid: ['u0'], corpid: 'dingcorp' }];
    expect(await time.run(start().reconciler.run())).toMatchObject({ present: 2, recovered: 0 });
    expect((await users()).length).toBe(2);
  });

  it('removes pages a month after they were read', async () => {
    const { world, time, fake, start } = createReconcileWorld();
    fake.failed = entries(200).map((one) => ({ ...one, note: '中'.repeat(1000) }));
    await time.run(start().reconciler.run());
    const partition = 'dingtalk#default#pages';
    // A page that does not fit into a record has several.
    expect((await world.store.list(partition, { limit: 100 })).items.length).toBeGreaterThan(3);
    time.now += 31 * 24 * 60 * MINUTE;
    await time.run(start().reconciler.run());
    expect((await world.store.list(partition, { limit: 100 })).items).toEqual([]);
  });

  it('logs counts and codes, and nothing of a person, a token or a body', async () => {
    const { time, fake, start } = createReconcileWorld();
    const logger = keepingLogger();
    fake.failed = [...entries(2, 'zhangsan'), 7 as never];
    await time.run(start(immortal, {}, logger).reconciler.run());
    const text = logger.lines.join('\n');
    expect(text).toContain('"reconciled"');
    expect(text).not.toMatch(/zhangsan|token-\d|the-app-secret|failed_list/);
  });

  it('tells of each page as it goes on', async () => {
    const { time, fake, start } = createReconcileWorld();
    fake.failed = entries(450);
    const told: number[] = [];
    const onPage = ({ recovered }: { readonly recovered: readonly unknown[] }) => void told.push(recovered.length);
    await time.run(start(immortal, { onPage }).reconciler.run());
    expect(told).toEqual([200, 200, 50]);
  });
});

describe('a page that cannot be understood', () => {
  it.each([
    ['that was cut', '{"errcode":0,"has_more":false,"failed_list":[{"call_back_tag":"user_a'],
    ['that calls its list by another name', '{"errcode":0,"failedList":[{"tag":"user_add_org"}]}'],
    ['whose list is none', '{"errcode":0,"failed_list":{"user_add_org":{}}}'],
  ])('%s is kept, reported once, and never asked for again', async (_, text) => {
    const { time, fake, start, notices } = createReconcileWorld();
    fake.script.push(undefined, answer(text));
    const { reconciler } = start();
    expect(await time.run(reconciler.run())).toMatchObject({ outcome: 'done', pages: 1, unreadable: 1, recovered: 0 });
    expect(await reconciler.status()).toMatchObject({ waiting: 0, unreadable: 1 });
    const asked = fake.calls.length;
    expect(await time.run(reconciler.run())).toMatchObject({ pages: 0 });
    expect(fake.calls.length).toBe(asked + 1);
    const [notice, ...more] = await notices();
    expect(notice).toMatchObject({
      source: 'dinghub',
      type: 'dinghub.reconcile.unreadable',
      subject: 'app/default',
      data: { app: 'default', entries: 'all' },
    });
    expect(more).toEqual([]);
  });

  it('can be compared again by a version that knows better', async () => {
    const { world, time, fake, start } = createReconcileWorld();
    fake.failed = [entry('u1'), 7 as never];
    const { reconciler } = start();
    expect(await time.run(reconciler.run())).toMatchObject({ entries: 2, recovered: 1, unreadable: 1 });
    const { items } = await world.store.list('dingtalk#default#pages', { limit: 10 });
    const [page] = items;
    if (page === undefined) throw new Error('There is no page.');
    expect(page.value.state).toBe('unreadable');
    await world.store.replace({
      ...page,
      value: { ...page.value, text: String(page.value.text).replace('7]', '{"call_back_tag":"org_change"}]') },
    });
    expect(await time.run(reconciler.run({ reread: true }))).toMatchObject({ present: 1, recovered: 1, unreadable: 0 });
    expect(await reconciler.status()).toMatchObject({ unreadable: 0 });
  });

  it('says which of its entries, and the others are recovered', async () => {
    const { time, fake, start, users, notices } = createReconcileWorld();
    fake.failed = [entry('u1'), { event_time: 1 }, entry('u2'), 'x' as never];
    await time.run(start().reconciler.run());
    expect(await users()).toEqual(['u1', 'u2']);
    expect((await notices())[0]?.data).toMatchObject({ entries: [1, 3] });
  });

  it('by any store, since an event is nested too deep, is kept too, and the others are recovered', async () => {
    const { time, fake, start, users, notices } = createReconcileWorld();
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const list = JSON.stringify([entry('u0'), { ...entry('u1'), deep: 'DEEP' }, entry('u2')]).replace('"DEEP"', deep);
    fake.script.push(undefined, answer(`{"errcode":0,"has_more":false,"failed_list":${list}}`));
    expect(await time.run(start().reconciler.run())).toMatchObject({ recovered: 2, unreadable: 1 });
    expect(await users()).toEqual(['u0', 'u2']);
    expect((await notices())[0]?.data).toMatchObject({ entries: [1] });
  });

  it('by the store, since an event is too large, is kept too, and the others are recovered', async () => {
    const { world, time, fake, start, users, notices } = createReconcileWorld();
    const { insert } = world.store;
    Object.assign(world.store, {
      insert: async (record: Parameters<typeof insert>[0]) => {
        if ((record.value as unknown as HubEvent).subject === 'user/u1') throw new StoreRejected('too large');
        return insert(record);
      },
    });
    fake.failed = entries(4);
    expect(await time.run(start().reconciler.run())).toMatchObject({ recovered: 3, unreadable: 1 });
    expect(await users()).toEqual(['u0', 'u2', 'u3']);
    expect((await notices())[0]?.data).toMatchObject({ entries: [1] });
  });
});

describe('equal entries, of two changes within a second,', () => {
  it('are two events on one page and on two, also where a process dies between storing the second and reading it', async () => {
    const { world, time, fake, start, log } = createReconcileWorld();
    fake.pageSize = 2;
    fake.failed = [entry('u1'), entry('dup'), entry('dup'), entry('u2'), entry('dup')];
    const { insert } = world.store;
    let pages = 0;
    Object.assign(world.store, {
      insert: async (record: Parameters<typeof insert>[0]) => {
        const result = await insert(record);
        if (record.partition.endsWith('#pages') && ++pages === 2) throw new Error('It died.');
        return result;
      },
    });
    await expect(time.run(start().reconciler.run())).rejects.toThrow('It died.');
    Object.assign(world.store, { insert });
    time.now += 300_000;
    await time.run(start().reconciler.run());
    const subjects = (await log()).filter(({ source }) => source === 'dingtalk').map(({ subject }) => subject);
    // The third page was asked for by another run, which does not know of the first two.
    expect(subjects.filter((subject) => subject === 'user/dup').length).toBeGreaterThanOrEqual(2);
    expect(subjects).toEqual(expect.arrayContaining(['user/u1', 'user/u2']));
  });

  it('of which one was received are one that is missing, on two pages as on one', async () => {
    for (const pageSize of [1, 2, 4]) {
      const { time, fake, start } = createReconcileWorld();
      const { reconciler, events } = start();
      const pushed = { EventType: 'user_add_org', CorpId: 'dingcorp', UserId: ['dup'], TimeStamp: String(START + 123) };
      await events.append(normaliseDingTalkBody(pushed, { app: 'default', receivedAt: START + 200 }));
      fake.pageSize = pageSize;
      fake.failed = [entry('u1', START), entry('dup', START), entry('u2', START), entry('dup', START)];
      expect(await time.run(reconciler.run())).toMatchObject({ outcome: 'done', present: 1, recovered: 3 });
    }
  });

  it('are as many events as there are entries, over all pages of a run', async () => {
    const { time, fake, start, log } = createReconcileWorld();
    fake.pageSize = 2;
    fake.failed = [entry('u1'), entry('dup'), entry('dup'), entry('dup'), entry('dup')];
    expect(await time.run(start().reconciler.run())).toMatchObject({ pages: 3, recovered: 5, present: 0 });
    expect((await log()).filter(({ subject }) => subject === 'user/dup')).toHaveLength(4);
  });
});

describe('an answer that never arrived', () => {
  const LOST = { type: 'dinghub.reconcile.answer_lost', data: { app: 'default' } };

  it.each<[Scripted]>([
    [{ kind: 'failed', code: 'E_TIMEOUT', message: 'm' }],
    [answer('<html>504</html>', 504)],
    // Of a gateway, behind which the list may have been read: to ask again would delete it.
    [answer({ code: 'GatewayTimeout', message: 'm' }, 504)],
  ])('%j is reported, once an hour, since its page may be gone', async (outcome) => {
    const { time, fake, start, notices } = createReconcileWorld();
    fake.script.push(undefined, outcome, outcome);
    const { reconciler } = start();
    await expect(time.run(reconciler.run())).rejects.toMatchObject({ name: 'DingTalkApiError' });
    await expect(time.run(reconciler.run())).rejects.toMatchObject({ name: 'DingTalkApiError' });
    expect(await notices()).toMatchObject([LOST]);
    expect(await time.run(reconciler.run())).toMatchObject({ outcome: 'done' });
  });

  it('is told again when another is lost an hour later', async () => {
    const { time, fake, start, notices } = createReconcileWorld();
    const silence = { kind: 'failed', code: 'E_TIMEOUT', message: 'm' } as const;
    fake.script.push(undefined, silence, silence);
    const { reconciler } = start();
    await expect(time.run(reconciler.run())).rejects.toMatchObject({ kind: 'no_answer' });
    time.now += 3_600_000;
    await expect(time.run(reconciler.run())).rejects.toMatchObject({ kind: 'no_answer' });
    expect(await notices()).toHaveLength(2);
  });

  it('is asked for again where DingTalk itself says that it is busy: it has given nothing', async () => {
    const { time, fake, start, users, notices } = createReconcileWorld();
    fake.failed = entries(2);
    fake.script.push(undefined, { errcode: -1, errmsg: '系统繁忙' });
    expect(await time.run(start().reconciler.run())).toMatchObject({ outcome: 'done', recovered: 2 });
    expect(await users()).toEqual(['u0', 'u1']);
    expect(await notices()).toEqual([]);
  });

  it.each<[string, Scripted]>([
    ['DingTalk said why', { errcode: 90020 }],
    ['DingTalk was not reached', { kind: 'failed', code: 'E_DNS', message: 'm' }],
  ])('is not reported when %s', async (_, outcome) => {
    const { time, fake, start, notices } = createReconcileWorld();
    fake.script.push(undefined, outcome);
    await expect(time.run(start().reconciler.run())).rejects.toMatchObject({ name: 'DingTalkApiError' });
    expect(await notices()).toEqual([]);
  });

  it('is not reported when it was the token’s', async () => {
    const { time, fake, start, notices } = createReconcileWorld();
    fake.script.push({ kind: 'failed', code: 'E_TIMEOUT', message: 'm' });
    await expect(time.run(start().reconciler.run())).rejects.toMatchObject({ kind: 'no_answer' });
    expect(await notices()).toEqual([]);
  });

  it('is not lost while the store is away for some seconds', async () => {
    const { world, time, fake, start, users, notices } = createReconcileWorld();
    fake.failed = entries(3);
    const { insert } = world.store;
    let failures = 4;
    Object.assign(world.store, {
      insert: async (record: Parameters<typeof insert>[0]) => {
        if (record.partition.endsWith('#pages') && failures-- > 0) throw new StoreUnavailable('away');
        return insert(record);
      },
    });
    expect(await time.run(start().reconciler.run())).toMatchObject({ recovered: 3 });
    expect((await users()).length).toBe(3);
    expect(await notices()).toEqual([]);
  });

  it('is reported by the next poller when the store was away for longer', async () => {
    const { world, time, fake, start, notices } = createReconcileWorld();
    fake.failed = entries(3);
    const { insert, replace } = world.store;
    let away = false;
    const guard =
      <A, R>(run: (record: A) => Promise<R>) =>
      async (record: A & { readonly partition: string }) => {
        away ||= record.partition.endsWith('#pages');
        if (away) throw new StoreUnavailable('away');
        return run(record);
      };
    Object.assign(world.store, { insert: guard(insert), replace: guard(replace) });
    await expect(time.run(start().reconciler.run())).rejects.toBeInstanceOf(StoreUnavailable);
    Object.assign(world.store, { insert, replace });
    time.now += 5 * MINUTE;
    await time.run(start().reconciler.run());
    expect(await notices()).toMatchObject([LOST]);
  });
});

describe('the records of a third-party app', () => {
  it('are recovered and confirmed, page by page', async () => {
    const { time, fake, start, users } = createReconcileWorld('records');
    fake.records = Array.from({ length: 230 }, (_, i) => ({
      id: i + 1,
      call_back_tag: 'user_add_org',
      corpid: 'dingcorp',
      event_time: START - 500_000,
      call_back_data: JSON.stringify({ ...PUSHED, UserId: [`u${i}`] }),
    }));
    expect(await time.run(start().reconciler.run())).toMatchObject({ outcome: 'done', pages: 3, recovered: 230 });
    expect(fake.confirmed.size).toBe(230);
    expect(new Set(await users()).size).toBe(230);
    expect(await time.run(start().reconciler.run())).toMatchObject({ pages: 0 });
  });
});

describe('how reconciliation stands', () => {
  it('is not changed by a dry run: nothing has been done', async () => {
    const { time, fake, start } = createReconcileWorld();
    fake.failed = entries(1);
    await time.run(start().reconciler.run({ dryRun: true }));
    expect(await start().reconciler.status()).toEqual({ waiting: 1, unreadable: 0 });
    await time.run(start().reconciler.run());
    expect(await start().reconciler.status()).toEqual({ doneAt: expect.any(Number), waiting: 0, unreadable: 0 });
  });

  it('knows of all pages that were not understood, and a run that is told to compares every one of them again', async () => {
    const { world, time, fake, start } = createReconcileWorld();
    fake.pageSize = 1;
    fake.failed = Array.from({ length: 25 }, (_, i) => ({ event_time: i }));
    expect(await time.run(start().reconciler.run())).toMatchObject({ pages: 25, unreadable: 25 });
    const again = await time.run(start().reconciler.run({ reread: true }));
    expect(again).toMatchObject({ pages: 25, unreadable: 25 });
    // As a version that knows better would find them.
    const { items } = await world.store.list('dingtalk#default#pages', { limit: 100 });
    for (const item of items) {
      const text = JSON.stringify({ failed_list: [entry(item.sort)] });
      await world.store.replace({ ...item, value: { ...item.value, text } });
    }
    expect(await time.run(start().reconciler.run({ reread: true }))).toMatchObject({ pages: 25, recovered: 25 });
    expect(await start().reconciler.status()).toMatchObject({ unreadable: 0 });
  });
});

describe('the page store', () => {
  it('gives up in time where every try hangs, so that a function can still say that a page is lost', async () => {
    const { world, time } = createReconcileWorld();
    let tries = 0;
    const insert = async () => {
      tries++;
      await time.sleep(7500);
      throw new StoreUnavailable('no answer in time');
    };
    const effects = { store: { ...world.store, insert }, clock: time.clock, sleep: time.sleep };
    const kept = createPageStore({ app: 'default', ...effects }).keep({
      id: 'page#1',
      askedAt: 1,
      text: '{}',
      before: {},
    });
    await expect(time.run(kept)).rejects.toBeInstanceOf(StoreUnavailable);
    const twentyForTheCall = 20_000;
    expect(time.now - START).toBeLessThanOrEqual(LONGEST_PAGE_MS - twentyForTheCall);
    expect(tries).toBeGreaterThan(2);
  });

  it('gives a page as it came, however large and whatever is in it', async () => {
    const { world, time } = createReconcileWorld();
    const pages = createPageStore({ app: 'default', store: world.store, clock: time.clock, sleep: time.sleep });
    const text = `four${'中😀"\\\u2028'.repeat(50_000)}`;
    await pages.keep({ id: 'page#1', askedAt: 1, text, before: {} });
    expect((await pages.list('waiting', { limit: 10 })).items.map((page) => page.text === text)).toEqual([true]);
    const { items } = await world.store.list('dingtalk#default#pages', { limit: 100 });
    for (const item of items) {
      expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(300_000);
      // Half a character is none in UTF-8.
      expect(Buffer.from(String(item.value.text)).toString()).toBe(item.value.text);
    }
  });
});
