import { createEventLog, type JsonObject, normaliseDingTalkBody, StoreUnavailable } from '@dinghub/core';
import { createSuiteState } from '@dinghub/core/dispatch';
import { sha256 } from '../../../src/crypto/sha256';
import { createAppsReconciler } from '../../../src/dingtalk/index';
import { partKey } from '../../../src/dingtalk/reconcile/page-record';
import { createPageStore } from '../../../src/dingtalk/reconcile/page-store';
import { canonicalJson } from '../../../src/events/event-identity';
import { parseJsonObject } from '../../../src/events/parse-json';
import { START } from '../../dispatch/simulation';
import { answer } from '../fake-dingtalk';
import { keepingLogger, setUp } from '../set-up';

const APP = { name: 'suite', appKey: 'suitekey', appSecret: 'the-suite-secret' };
const LIST = 'topapi/callback/failrecord/list';

/** A failed record about a user of an organisation. */
const record = (id: number, corpid: string): JsonObject => ({
  ...{ id, corpid, call_back_tag: 'user_add_org', event_time: START },
  call_back_data: JSON.stringify({
    EventType: 'user_add_org',
    CorpId: corpid,
    UserId: [`u${id}`],
    TimeStamp: `${START}`,
  }),
});

async function create(authorised: readonly string[], change: { first?: number } = {}) {
  const { time, store, fake, apis } = setUp();
  const logger = keepingLogger();
  const events = createEventLog({ store, clock: time.clock, retentionDays: 180 });
  const suites = createSuiteState({ store, events });
  async function hear(type: string, corpId: string): Promise<void> {
    const body = { EventType: type, AuthCorpId: corpId, TimeStamp: String(time.now++) };
    for (const event of normaliseDingTalkBody(body, { app: APP.name, receivedAt: time.now }))
      await suites.apply({ event, receivedAt: time.now });
  }
  for (const corpId of authorised) await hear('tmp_auth_code', corpId);
  fake.organisations = [...authorised];
  const reconciler = createAppsReconciler({
    apps: [APP],
    ...{
      http: (request: Parameters<typeof fake.http>[0]) => fake.http(request),
      store,
      events,
      clock: time.clock,
      sleep: time.sleep,
      logger,
    },
    random: (size) => {
      const bytes = new Uint8Array(size);
      bytes[size - 1] = change.first ?? 0;
      return bytes;
    },
  });
  const stored = async () => {
    const { items } = await events.list({}, { limit: 500 });
    return items.map(({ event: { corpid, subject } }) => `${corpid} ${subject}`).sort();
  };
  const asked = () => fake.calls.filter(({ api }) => api === LIST).length;
  const lines = (name: string) => logger.lines.filter((line) => line.includes(`"${name}"`));
  return {
    time,
    store,
    fake,
    apis,
    reconciler,
    stored,
    hear,
    asked,
    lines,
    logger,
    run: () => time.run(reconciler.run()),
  };
}

describe('the failed records of a third-party app', () => {
  it('are asked for in each organisation that let it in, each with a token of its own, and confirmed once stored', async () => {
    const it = await create(['dinga', 'dingb', 'dingc']);
    it.fake.records = [record(1, 'dinga'), record(2, 'dingc'), record(3, 'dingc')];
    expect(await it.run()).toEqual({ failed: [] });
    expect(await it.stored()).toEqual(['dinga user/u1', 'dingc user/u2', 'dingc user/u3']);
    expect([...it.fake.confirmed].sort()).toEqual(['1', '2', '3']);
    expect(it.apis().filter((api) => api.startsWith('v1.0/oauth2/'))).toEqual(
      ['dinga', 'dingb', 'dingc'].map((corpId) => `v1.0/oauth2/${corpId}/token`),
    );
    expect(it.apis()).not.toContain('call_back/get_call_back_failed_result');
    expect(await it.run()).toEqual({ failed: [] });
    expect(await it.stored()).toHaveLength(3);
  });

  it('are given a page of each organisation in turn, so that a long list keeps none waiting', async () => {
    const it = await create(['dinga', 'dingb']);
    it.fake.records = [...Array.from({ length: 250 }, (_, i) => record(i + 1, 'dinga')), record(900, 'dingb')];
    expect(await it.run()).toEqual({ failed: [] });
    expect(await it.stored()).toHaveLength(251);
    expect(it.asked()).toBe(3 + 1);
    expect(it.fake.confirmed.size).toBe(251);
    const pages = it.fake.calls
      .filter(({ api }) => api === LIST)
      .map(({ request }) => request.body?.includes('"cursor"'));
    expect(pages).toEqual([false, false, true, true]);
  });

  it('of one organisation without end are left when their ids no longer grow', async () => {
    const it = await create(['dinga', 'dingb']);
    it.fake.records = [record(9, 'dingb')];
    const again = () => ({ errcode: 0, has_more: true, failed_list: [record(5, 'dinga')] });
    it.fake.script.push(undefined, again, undefined, undefined, undefined, undefined, again);
    expect(await it.run()).toEqual({ failed: [] });
    expect(it.asked()).toBe(3);
    expect(await it.stored()).toEqual(['dinga user/u5', 'dingb user/u9']);
  });

  it('are asked for in smaller pages where an answer would be too large', async () => {
    const it = await create(['dinga']);
    it.fake.records = Array.from({ length: 12 }, (_, i) => record(i + 1, 'dinga'));
    const { http } = it.fake;
    const tooLarge = { kind: 'failed', code: 'E_RESPONSE', message: 'The answer is too large.' } as const;
    Object.assign(it.fake, {
      http: async (request: Parameters<typeof http>[0]) => {
        const size = Number(/"page_size":(\d+)/.exec(request.body ?? '')?.[1] ?? 0);
        const outcome = await http(request);
        return size > 10 ? tooLarge : outcome;
      },
    });
    expect(await it.run()).toEqual({ failed: [] });
    expect(await it.stored()).toHaveLength(12);
    expect(it.fake.confirmed.size).toBe(12);
  });

  it('are not asked for in an organisation that has taken its authorisation back, until it authorises again', async () => {
    const it = await create(['dinga', 'dingb']);
    await it.hear('suite_relieve', 'dinga');
    it.fake.records = [record(1, 'dinga'), record(2, 'dingb')];
    await it.run();
    expect(await it.stored()).toEqual(['dingb user/u2']);
    await it.hear('change_auth', 'dinga');
    await it.run();
    expect(await it.stored()).toEqual(['dinga user/u1', 'dingb user/u2']);
  });

  it('are nothing where no organisation is known: DingTalk is not called', async () => {
    const it = await create([]);
    expect(await it.run()).toEqual({ failed: [] });
    expect(it.fake.calls).toEqual([]);
  });

  it('begin with any organisation, so that a run that ends early does not always leave out the same', async () => {
    for (const [first, corpId] of ['dinga', 'dingb', 'dingc', 'dinga'].entries()) {
      const it = await create(['dinga', 'dingb', 'dingc'], { first });
      await it.run();
      expect(it.apis()[0]).toBe(`v1.0/oauth2/${corpId}/token`);
    }
  });

  it('of hundreds of organisations are asked for within the limits of calls and time, and all of them within a few runs', async () => {
    const corpIds = Array.from({ length: 300 }, (_, i) => `ding${i}`);
    const it = await create(corpIds);
    it.fake.records = corpIds.map((corpId, i) => record(i + 1, corpId));
    const startedAt = it.time.now;
    await it.run();
    expect(it.time.now - startedAt).toBeLessThan(35_000);
    for (let runs = 0; runs < 3; runs++) {
      it.time.now += 300_000;
      await it.run();
    }
    expect(await it.stored()).toHaveLength(300);
    const asked = it.asked();
    it.time.now += 300_000;
    await it.run();
    expect(it.asked() - asked).toBe(300);
  });

  it('of hundreds of organisations, all of which refuse, are a failure of the run too, however far it came', async () => {
    const it = await create(Array.from({ length: 700 }, (_, i) => `ding${i}`));
    it.fake.organisations = [];
    expect(await it.run()).toEqual({ failed: ['suite'] });
  });

  it('of more organisations than a run can ask count as fetched: the next run goes on', async () => {
    const it = await create(Array.from({ length: 700 }, (_, i) => `ding${i}`));
    await it.run();
    const poller = await it.store.get({ partition: 'dingtalk#suite', sort: 'poller' });
    expect(poller?.value.doneAt).toEqual(expect.any(Number));
  });

  it('of the others are fetched when one organisation refuses, which the log names', async () => {
    const it = await create(['dinga', 'dingb', 'dingc']);
    it.fake.organisations = ['dinga', 'dingc'];
    it.fake.records = [record(1, 'dinga'), record(2, 'dingc')];
    expect(await it.run()).toEqual({ failed: [] });
    expect(await it.stored()).toHaveLength(2);
    expect(it.lines('reconcile_organisation_failed')).toEqual([expect.stringContaining('"corpid":"dingb"')]);
    expect(it.logger.lines.join()).not.toContain(APP.appSecret);
  });

  it('are a failure of the run where every organisation refuses', async () => {
    const it = await create(['dinga', 'dingb']);
    it.fake.organisations = [];
    expect(await it.run()).toEqual({ failed: ['suite'] });
  });

  it('of the others are fetched when one organisation has no calls left this month', async () => {
    const it = await create(['dinga', 'dingb']);
    it.fake.records = [record(1, 'dingb')];
    it.fake.script.push(undefined, { errcode: 90020, errmsg: '您的企业本月调用接口的次数已达上限' });
    expect(await it.run()).toEqual({ failed: [] });
    expect(await it.stored()).toEqual(['dingb user/u1']);
  });

  it('are asked for no further when DingTalk does not answer for three organisations in a row', async () => {
    const it = await create(['dinga', 'dingb', 'dingc', 'dingd']);
    const silence = { kind: 'failed', code: 'E_TIMEOUT', message: 'no answer' } as const;
    it.fake.script.push(undefined, silence, undefined, silence, undefined, silence);
    expect(await it.run()).toEqual({ failed: ['suite'] });
    expect(it.asked()).toBe(3);
  });

  it('are asked for no further once DingTalk has banned the address', async () => {
    const it = await create(['dinga', 'dingb', 'dingc']);
    const ban = answer({ status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'u' });
    it.fake.script.push(undefined, ban);
    expect(await it.run()).toEqual({ failed: ['suite'] });
    expect(it.asked()).toBe(1);
  });

  it('are nothing that can be lost: an answer that never arrives, and one that cannot be read, are asked for again', async () => {
    const it = await create(['dinga']);
    it.fake.records = [record(1, 'dinga')];
    const silence = { kind: 'failed', code: 'E_TIMEOUT', message: 'no answer' } as const;
    for (const bad of [
      silence,
      answer('<html>'),
      answer({ errcode: 0, other: 1 }),
      answer({ errcode: 0, failed_list: 'x' }),
    ]) {
      it.fake.script.push(...(it.fake.calls.length === 0 ? [undefined] : []), bad);
      expect(await it.run()).toEqual({ failed: ['suite'] });
      it.time.now += 300_000;
    }
    expect(await it.stored()).toEqual([]);
    expect(it.lines('failed_page_lost')).toEqual([]);
    await it.run();
    expect(await it.stored()).toEqual(['dinga user/u1']);
  });

  it('of the others are fetched when one organisation’s are nested beyond measure', async () => {
    const it = await create(['dinga', 'dingb']);
    it.fake.records = [record(1, 'dinga'), record(2, 'dingb')];
    const deep = `{"id":7,"call_back_tag":"check_in","check_in":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    it.fake.script.push(undefined, answer(`{"errcode":0,"failed_list":[${deep}]}`));
    await it.run();
    expect(await it.stored()).toContain('dingb user/u2');
  });

  it('that are given again in another answer, after a process died while storing the first, are stored as they came', async () => {
    const it = await create(['dinga']);
    it.fake.records = Array.from({ length: 100 }, (_, i) => ({ ...record(i + 1, 'dinga'), note: 'x'.repeat(3000) }));
    const given = (requestId: string) =>
      answer({ request_id: requestId, errcode: 0, has_more: false, failed_list: it.fake.records });
    const { insert } = it.store;
    Object.assign(it.store, {
      insert: async (stored: Parameters<typeof insert>[0]) => {
        if (stored.subject?.name.startsWith('dingtalk-pages/')) throw new StoreUnavailable('It is away.');
        return insert(stored);
      },
    });
    it.fake.script.push(undefined, given('r'));
    expect(await it.run()).toEqual({ failed: ['suite'] });
    Object.assign(it.store, { insert });
    it.time.now += 300_000;
    it.fake.script.push(given('another'));
    expect(await it.run()).toEqual({ failed: [] });
    // What is read after another death is what was stored.
    const pages = createPageStore({ app: APP.name, store: it.store, clock: it.time.clock, sleep: it.time.sleep });
    const { items } = await pages.list('read', { limit: 10 });
    expect(items.map(({ text }) => parseJsonObject(text)?.failed_list)).toEqual([it.fake.records]);
    expect(it.fake.confirmed.size).toBe(100);
  });

  it('do not mix with parts of the same list that another version began to store in another form', async () => {
    const it = await create(['dinga']);
    it.fake.records = Array.from({ length: 100 }, (_, i) => ({ ...record(i + 1, 'dinga'), note: 'x'.repeat(3000) }));
    const ofTheList = `page#${sha256(canonicalJson(it.fake.records))}`;
    await it.store.insert({ ...partKey(APP.name, ofTheList, 0), value: { text: 'another form' } });
    expect(await it.run()).toEqual({ failed: [] });
    const pages = createPageStore({ app: APP.name, store: it.store, clock: it.time.clock, sleep: it.time.sleep });
    const { items } = await pages.list('read', { limit: 10 });
    expect(items.map(({ text }) => parseJsonObject(text)?.failed_list)).toEqual([it.fake.records]);
  });

  it('that cannot be confirmed come again, and are no event twice', async () => {
    const it = await create(['dinga', 'dingb']);
    it.fake.records = [record(1, 'dinga'), record(2, 'dingb')];
    it.fake.script.push(undefined, undefined, { errcode: 40035, errmsg: '不合法的参数' });
    expect(await it.run()).toEqual({ failed: [] });
    expect([...it.fake.confirmed]).toEqual(['2']);
    await it.run();
    expect([...it.fake.confirmed].sort()).toEqual(['1', '2']);
    expect(await it.stored()).toHaveLength(2);
  });

  it('that DingTalk confirms in no known way come again', async () => {
    const it = await create(['dinga']);
    it.fake.records = [record(1, 'dinga')];
    it.fake.script.push(undefined, undefined, { errcode: 0, confirm_list: [{ toString: 1 }] });
    expect(await it.run()).toEqual({ failed: [] });
    expect(it.lines('failed_records_not_confirmed')).toHaveLength(1);
  });

  it('that DingTalk does not confirm are told, and their page is kept once, however often it comes', async () => {
    const it = await create(['dinga']);
    it.fake.records = [record(1, 'dinga')];
    const { http } = it.fake;
    Object.assign(it.fake, {
      http: async (request: Parameters<typeof http>[0]) =>
        request.url.includes('failrecord/confirm') ? answer({ errcode: 0, confirm_list: [] }) : http(request),
    });
    for (let runs = 0; runs < 5; runs++) {
      expect(await it.run()).toEqual({ failed: [] });
      it.time.now += 300_000;
    }
    expect(it.lines('failed_records_not_confirmed')).toHaveLength(5);
    expect(it.lines('failed_records_not_confirmed')[0]).toContain('"corpid":"dinga","count":1');
    expect((await it.store.list('dingtalk#suite#pages', { limit: 100 })).items).toHaveLength(1);
    expect(await it.stored()).toHaveLength(1);
  });
});
