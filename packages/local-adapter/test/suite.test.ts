import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubEvent, JsonObject } from '@dinghub/core';
import { type DingTalkServer, type SuiteConsole, startDingTalkServer } from '@dinghub/simulator';
import { freePort, type Receiver, recordingLogger, startReceiver, until } from '@dinghub/testkit';
import { type Hub, startHub } from '../src/main';

const SUITE_KEY = 'suiteabcdefgh123456';
const SECRET = 'the-suite-secret';
const TOKEN = 'acallbacktoken';
const AES_KEY = 'k'.repeat(43);
const ADMIN_TOKEN = 'a-token-of-ours-1234';
const BEFORE_THE_SUITE = 'suite4xxxxxxxxxxxxxxx';

/** A DingTalk whose time passes only in waits, and a third-party app's hub that comes and goes. */
describe('the hub of a third-party app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-suite-'));
  const logger = recordingLogger();
  const { lines } = logger;
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  let dingtalk: DingTalkServer;
  let receiver: Receiver;
  let hub: Hub | undefined;
  let port = 0;

  const start = async (more: Record<string, string> = {}, firstMs = 3_600_000) => {
    const env = {
      DINGTALK_TOKEN: TOKEN,
      DINGTALK_AES_KEY: AES_KEY,
      DINGTALK_OWNER_KEY: `${SUITE_KEY},${BEFORE_THE_SUITE}`,
      DINGTALK_APP_KEY: SUITE_KEY,
      DINGTALK_APP_SECRET: SECRET,
      DINGTALK_API_ENDPOINT: dingtalk.url,
      DINGHUB_ADMIN_TOKEN: ADMIN_TOKEN,
      ...more,
    };
    const reconcile = { firstMs };
    hub = await startHub({ host: '127.0.0.1', port, dataFolder: join(folder, 'data'), env, logger, reconcile });
  };
  const stop = async () => {
    await hub?.close();
    hub = undefined;
  };
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    return (await (await fetch(`http://127.0.0.1:${port}${path}`, { headers, ...init })).json()) as JsonObject;
  };
  const items = async (path: string) => (await call(path)).items as readonly JsonObject[];
  const suite = (): SuiteConsole => {
    const found = dingtalk.suite(SUITE_KEY);
    if (found === undefined) throw new Error('There is no such suite.');
    return found;
  };
  const received = () => receiver.received.map(({ body }) => JSON.parse(body) as HubEvent);
  const user = (corpId: string, userid: string, name: string) => ({
    ...{ bizType: 13, bizId: userid, corpId },
    data: { syncAction: 'user_modify_org', userid, name },
  });

  beforeAll(async () => {
    port = await freePort();
    receiver = await startReceiver();
    dingtalk = await startDingTalkServer({
      apps: [
        {
          ...{ appKey: SUITE_KEY, appSecret: SECRET, corpId: 'dingisv' },
          suite: { suiteId: '1001', url: `http://127.0.0.1:${port}/v1/dingtalk`, token: TOKEN, aesKey: AES_KEY },
        },
      ],
      ...{ clock, random: randomBytes },
      sleep: async (ms) => {
        ahead += ms;
      },
    });
  });
  afterAll(async () => {
    await stop();
    await dingtalk.close();
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers DingTalk’s checks, before the suite exists and after', async () => {
    await start();
    expect(await suite().checkCreateUrl()).toMatchObject({ kind: 'delivered' });
    expect(await suite().checkUpdateUrl()).toMatchObject({ kind: 'delivered' });
  });

  it('keeps the newest ticket, which DingTalk takes for a token of an organisation that authorised the app', async () => {
    const sink = { kind: 'webhook', url: receiver.url };
    const body = JSON.stringify({ id: 'isv', pattern: { source: ['dingtalk'] }, sink });
    expect(
      await call('/v1/subscriptions', { method: 'POST', body, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } }),
    ).toMatchObject({ id: 'isv' });
    for (const as of ['event', 'row'] as const) {
      expect(await suite().suiteTicket(as)).toMatchObject({ kind: 'delivered' });
      ahead += 1000;
    }
    expect(await suite().orgSuiteAuth('dinga')).toMatchObject({ kind: 'delivered' });
    expect(await suite().tmpAuthCode('dingb')).toMatchObject({ kind: 'delivered' });
    ahead += 1000;
    expect(await suite().orgSuiteRelieve('dingb')).toMatchObject({ kind: 'delivered' });
    await until(() => received().length === 5);

    expect((await items('/v1/suites/default/organisations')).map(({ corpId, state }) => [corpId, state])).toEqual([
      ['dinga', 'authorised'],
      ['dingb', 'relieved'],
    ]);
    const { suiteTicket } = await call('/v1/suites/default/ticket');
    const asked = await fetch(`${dingtalk.url}/v1.0/oauth2/corpAccessToken`, {
      method: 'POST',
      body: JSON.stringify({ suiteKey: SUITE_KEY, suiteSecret: SECRET, authCorpId: 'dinga', suiteTicket }),
    });
    expect(await asked.json()).toMatchObject({ accessToken: expect.any(String), expireIn: expect.any(Number) });
  });

  it('gets what it missed, organisation by organisation, and knows the newest state of everything', async () => {
    expect(await suite().sync('MEDIUM', [user('dinga', 'u1', 'one'), user('dinga', 'u2', 'two')])).toMatchObject({
      kind: 'delivered',
    });
    await until(() => received().length === 7);
    await stop();
    ahead += 1000;
    const missed = [
      await suite().sync('MEDIUM', [user('dinga', 'u1', 'one, renamed'), user('dinga', 'u3', 'three')]),
      await suite().push({
        EventType: 'change_auth',
        SuiteKey: SUITE_KEY,
        AuthCorpId: 'dinga',
        TimeStamp: String(clock()),
      }),
    ];
    expect(missed.map(({ kind }) => kind)).toEqual(['failed', 'failed']);
    lines.splice(0);
    await start({}, 10);
    await until(() => lines.some(({ code }) => code === 'reconciled'));
    await until(() => received().length === 10);

    const reconciled = lines.find(({ code }) => code === 'reconciled');
    expect(reconciled).toMatchObject({ app: 'default', outcome: 'done', recovered: 3, unreadable: 0 });
    const recovered = received().filter((event) => event.recovered === true);
    expect(recovered.map(({ type }) => type).sort()).toEqual(['change_auth', 'user_modify_org', 'user_modify_org']);
    const rows = await items('/v1/suites/default/organisations/dinga/rows?bizType=13');
    const names = rows.map(({ bizId, row }) => [bizId, JSON.parse(String((row as JsonObject).biz_data)).name]);
    expect(names).toEqual([
      ['u1', 'one, renamed'],
      ['u2', 'two'],
      ['u3', 'three'],
    ]);
    expect(lines.filter(({ code }) => /lost|failed|unreadable/.test(code))).toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/the-suite-secret|access_token=/);

    lines.splice(0);
    await stop();
    await start({}, 10);
    await until(() => lines.some(({ code }) => code === 'reconciled'));
    expect(lines.find(({ code }) => code === 'reconciled')).toMatchObject({ pages: 0, recovered: 0 });
    expect(received()).toHaveLength(10);
  }, 60_000);

  it('answers the checks with their Random value where it is told to', async () => {
    await stop();
    await start({ DINGTALK_SUITE_CHECK_REPLY: 'random' });
    expect(await suite().checkUpdateUrl()).toMatchObject({ kind: 'failed', reason: 'not_success' });
    const strict = await startDingTalkServer({
      apps: [
        {
          ...{ appKey: SUITE_KEY, appSecret: SECRET, corpId: 'dingisv' },
          suite: { suiteId: '1', url: `${hub?.url}/v1/dingtalk`, token: TOKEN, aesKey: AES_KEY, checkReply: 'random' },
        },
      ],
      ...{ clock, random: randomBytes, sleep: async () => {} },
    });
    expect(await strict.suite(SUITE_KEY)?.checkCreateUrl()).toMatchObject({ kind: 'delivered' });
    await strict.close();
  });
});
