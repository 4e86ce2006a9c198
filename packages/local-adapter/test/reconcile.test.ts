import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HubEvent, isJsonObject, type JsonObject } from '@dinghub/core';
import { type DingTalkServer, sampleEvent, startDingTalkServer } from '@dinghub/simulator';
import { freePort, type Receiver, recordingLogger, registerCallback, startReceiver, until } from '@dinghub/testkit';
import { type Hub, startHub } from '../src/main';

const APP = { appKey: 'dingapp', appSecret: 'the-app-secret', corpId: 'dingcorp' };
const TOKEN = 'a-callback-token';
const AES_KEY = 'k'.repeat(43);
const ADMIN_TOKEN = 'a-token-of-ours-1234';
const LIFETIME_MS = 7_200_000;

/** A DingTalk whose time passes only in waits, a hub that comes and goes, and somebody who listens. */
describe('a hub that was away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-reconcile-'));
  const logger = recordingLogger();
  const { lines } = logger;
  const random = randomBytes;
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const sleep = async (ms: number) => {
    ahead += ms;
  };
  let dingtalk: DingTalkServer;
  let receiver: Receiver;
  let hub: Hub | undefined;
  let port = 0;

  const start = async (
    reconcile: Parameters<typeof startHub>[0]['reconcile'] = { firstMs: 3_600_000 },
    more: Record<string, string> = {},
  ) => {
    const env = {
      DINGTALK_TOKEN: TOKEN,
      DINGTALK_AES_KEY: AES_KEY,
      DINGTALK_OWNER_KEY: APP.corpId,
      DINGTALK_APP_KEY: APP.appKey,
      DINGTALK_APP_SECRET: APP.appSecret,
      DINGTALK_API_ENDPOINT: dingtalk.url,
      DINGHUB_ADMIN_TOKEN: ADMIN_TOKEN,
      ...more,
    };
    hub = await startHub({ host: '127.0.0.1', port, dataFolder: join(folder, 'data'), env, logger, reconcile });
  };
  const stop = async () => {
    await hub?.close();
    hub = undefined;
  };
  const push = async (users: readonly string[]) => {
    const kinds: string[] = [];
    for (const user of users) {
      const event = { ...sampleEvent('user_add_org', { clock, random, corpId: APP.corpId }), UserId: [user] };
      kinds.push((await dingtalk.push(APP.appKey, event)).kind);
    }
    return new Set(kinds);
  };
  const get = async (path: string): Promise<JsonObject> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    return (await answer.json()) as JsonObject;
  };
  const stored = async (): Promise<readonly HubEvent[]> => {
    const all: HubEvent[] = [];
    let cursor: unknown;
    do {
      const page = await get(`/v1/events?limit=100${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`);
      const items = Array.isArray(page.items) ? page.items : [];
      all.push(...items.filter(isJsonObject).map((item) => item as unknown as HubEvent));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  };
  const subjects = (events: readonly HubEvent[]) => events.map(({ subject }) => subject).sort();

  beforeAll(async () => {
    port = await freePort();
    receiver = await startReceiver();
    dingtalk = await startDingTalkServer({ apps: [APP], clock, random, sleep, tokenLifetimeMs: LIFETIME_MS });
  });
  afterAll(async () => {
    await stop();
    await dingtalk.close();
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gets each event that DingTalk could not deliver, once, marked as recovered, and delivers it', async () => {
    await start();
    await registerCallback(dingtalk.url, APP, { url: `${hub?.url}/v1/dingtalk`, token: TOKEN, aesKey: AES_KEY });
    const subscribed = await fetch(`${hub?.url}/v1/subscriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      body: JSON.stringify({
        id: 'hr',
        pattern: { source: ['dingtalk'] },
        sink: { kind: 'webhook', url: receiver.url },
      }),
    });
    expect(subscribed.status).toBe(201);
    expect(await push(['before'])).toEqual(new Set(['delivered']));
    await until(() => receiver.received.length === 1);
    await stop();
    const missed = Array.from({ length: 205 }, (_, i) => `missed${i}`);
    expect(await push(missed)).toEqual(new Set(['failed']));
    // DingTalk forgets the token as soon as it has given the first page.
    const asked = () => dingtalk.calls().filter(({ path }) => path.endsWith('/get_call_back_failed_result')).length;
    const watch = setInterval(() => {
      if (asked() !== 1) return;
      ahead += LIFETIME_MS;
      clearInterval(watch);
    }, 1);
    await start({ firstMs: 10 });
    await until(() => lines.some(({ code }) => code === 'reconciled'), 60_000);
    await until(() => receiver.received.length >= 206, 60_000);

    const events = await stored();
    const expected = ['before', ...missed].map((user) => `user/${user}`).sort();
    expect(subjects(events)).toEqual(expected);
    const recovered = events.filter((event) => 'recovered' in event && event.recovered === true);
    expect(subjects(recovered)).toEqual(missed.map((user) => `user/${user}`).sort());
    const heard = receiver.received.map(({ body }) => JSON.parse(body) as HubEvent);
    expect(subjects(heard)).toEqual(expected);
    expect(lines.find(({ code }) => code === 'reconciled')).toMatchObject({ app: 'default', pages: 2, recovered: 205 });
    expect(lines.filter(({ code }) => /lost|reconcile_failed|unreadable/.test(code))).toEqual([]);
    expect(lines.filter(({ code }) => code === 'access_token_forgotten')).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/the-app-secret|access_token=/);
  }, 90_000);

  it('says that it failed, by the code of the error, and tries again', async () => {
    await stop();
    lines.splice(0);
    dingtalk.faults.add({ path: '/gettoken', times: 1, answer: { kind: 'code', code: 40089 } });
    ahead += LIFETIME_MS;
    await start({ firstMs: 10, everyMs: 50 });
    const reconciled = () => lines.filter(({ code }) => code === 'reconciled' || code === 'reconcile_failed');
    await until(() => reconciled().length > 1);
    expect(reconciled().slice(0, 2)).toMatchObject([
      { code: 'reconcile_failed', app: 'default', error: 'DingTalkApiError:dingtalk_bad_credentials' },
      { code: 'reconciled', app: 'default', pages: 0, recovered: 0 },
    ]);
  });

  it('asks for nothing where it is told not to', async () => {
    await stop();
    const before = dingtalk.calls().length;
    await start({ firstMs: 5, everyMs: 5 }, { DINGHUB_RECONCILE: 'false' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await stop();
    expect(dingtalk.calls()).toHaveLength(before);
  });
});
