import { createEventLog, type HubEvent } from '@dinghub/core';
import { traitsOf } from '@dinghub/core/sightings';
import { createSqliteRecordStore, databaseFile } from '@dinghub/local-adapter';
import { dinghub } from '../command';
import { APP_KEY, CORP_ID, dataFolders, MINUTE, NEW, remember, uses, ZH } from '../sightings/set-up';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly next?: string;
  readonly details?: object;
}

const folders = dataFolders();
afterAll(folders.remove);
const KEYS = [CORP_ID, APP_KEY, 'suiteabcdefghijkl'];

/** Runs `dinghub doctor --json`; fails when a key is in what it prints. */
async function doctor(data: string, more: Record<string, string> = {}): Promise<readonly Finding[]> {
  const { out, err } = await dinghub(['doctor', '--data', data, '--json'], more);
  for (const key of KEYS) expect(out + err).not.toContain(key);
  return (JSON.parse(out) as { checks: Finding[] }).checks;
}

describe('what doctor says of the owner key that was refused last', () => {
  const at = Date.now() - 5 * MINUTE;
  const refusedIn = async (key: string, app: object = {}) => {
    const data = folders.make({ ...NEW, ...app });
    await remember(data, { refused: { at, ...traitsOf(key) } });
    return data;
  };
  const finding = async (data: string, more: Record<string, string> = {}) =>
    (await doctor(data, more)).filter(({ check, details }) => check === 'owner_keys' && details !== undefined);

  it.each<[string, string, object, string, RegExp, RegExp]>([
    [
      'one that is accepted by now',
      CORP_ID,
      {},
      'warning',
      /came \S+ \S+Z \(5(\.\d)? m ago\) with one that is accepted by now \(corpId\)$/,
      /^restart the hub, if that was not done since the key was added$/,
    ],
    [
      'the app’s AppKey',
      APP_KEY,
      { appKey: APP_KEY, appSecret: 's3cret' },
      'failure',
      /with the app’s AppKey, which is not accepted$/,
      /add it to DINGTALK_OWNER_KEY.*restart the hub/,
    ],
    [
      'another AppKey',
      APP_KEY,
      {},
      'failure',
      /with an AppKey \(ding…miwl\), which is not accepted$/,
      /Client ID.*add it/,
    ],
    [
      'the suiteKey that a third-party app has for its AppKey',
      'suiteabcdefghijkl',
      { appKey: 'suiteabcdefghijkl', appSecret: 's3cret' },
      'failure',
      /with the app’s suiteKey, which is not accepted$/,
      /^add it to DINGTALK_OWNER_KEY/,
    ],
    [
      'a corpId',
      CORP_ID,
      { ownerKeys: ['suiteabcdefghijkl'] },
      'failure',
      /with a corpId \(ding…cdef\), which is not accepted$/,
      /home page of the developer console, add it/,
    ],
    ['a suiteKey', 'suiteabcdefghijkl', {}, 'failure', /with a suiteKey \(suit…ijkl\)/, /console of the suite, add it/],
    [
      'what stands for a suiteKey',
      'suite4xxxxxxxxxxxxxxx',
      {},
      'failure',
      /with suite4xxxxxxxxxxxxxxx, which DingTalk says before a suite exists/,
      /until the suite exists, then its suiteKey/,
    ],
    [
      'something short',
      'what',
      {},
      'failure',
      /with a key of no known form, .* old corpId, which is not accepted$/,
      /add it/,
    ],
    ['nothing', '', {}, 'warning', /with none at all$/, /DingTalk always sends one/],
    ['the simulator’s', 'dinghub-simulator', {}, 'warning', /with the simulator’s$/, /dinghub simulate/],
  ])('tells %s', async (_, key, app, status, message, next) => {
    const data = await refusedIn(key, app);
    expect(await finding(data)).toMatchObject([
      { status, message: expect.stringMatching(message), next: expect.stringMatching(next) },
    ]);
  });

  it('says that the hub may lack the variables that this terminal has, where the key is accepted by these', async () => {
    const data = await refusedIn(APP_KEY);
    const variables = { DINGTALK_APP_KEY: APP_KEY, DINGTALK_APP_SECRET: 's3cret' };
    expect(await finding(data, variables)).toMatchObject([
      {
        status: 'warning',
        message: expect.stringMatching(/one that is accepted by now \(AppKey\)$/),
        next: expect.stringMatching(
          /^restart the hub.*, or give the hub the DINGTALK_… variables that this terminal has \(DINGTALK_APP_KEY, DINGTALK_APP_SECRET\)$/,
        ),
        details: { accepted: true },
      },
    ]);
    expect((await finding(data, { ...variables, ...ZH }))[0]?.next).toMatch(/或为 dinghub 设置当前终端的 DINGTALK_…/);
  });

  it('speaks Chinese, and tells scripts the time, the kind and the ends', async () => {
    const data = await refusedIn(APP_KEY);
    expect(await finding(data, ZH)).toMatchObject([
      {
        message: expect.stringMatching(
          /^hr：最近一次因 owner key 被拒绝的推送：.* 分钟前），所带的是 AppKey（ding…miwl），未在接受之列$/,
        ),
        next: expect.stringMatching(/请将其加入 DINGTALK_OWNER_KEY/),
        details: { refusedAt: new Date(at).toISOString(), kind: 'app_key', masked: 'ding…miwl', accepted: false },
      },
    ]);
  });

  it('is milder when an event was pushed and accepted since, not when one was only fetched', async () => {
    const data = await refusedIn(APP_KEY);
    const append = async (id: string, receivedAt: number, more: object = {}) => {
      const store = createSqliteRecordStore({ path: databaseFile(data) });
      const log = createEventLog({ store, clock: () => receivedAt, retentionDays: 30 });
      const event = { specversion: '1.0', id, source: 'dingtalk', type: 'check_in', time: '2026-11-23T08:00:00.000Z' };
      await log.append([{ ...event, app: 'hr', data: {}, ...more } as HubEvent]);
      await store.close();
    };
    await append('before', at - 1000);
    await append('of another app', at + 1000, { app: 'it' });
    await append('fetched', at + 1000, { recovered: true });
    expect(await finding(data)).toMatchObject([{ status: 'failure' }]);
    await append('after', at + MINUTE);
    expect(await finding(data)).toMatchObject([
      {
        status: 'warning',
        message: expect.stringMatching(/not accepted; since then an event was accepted, \S+ \S+Z \(4(\.\d)? m ago\)$/),
        details: { acceptedSince: new Date(at + MINUTE).toISOString() },
      },
    ]);
  });

  it('is nothing where nothing was refused, where there is no store, and where the record cannot be understood', async () => {
    const data = folders.make(NEW);
    expect(await finding(data)).toEqual([]);
    await remember(data, { refused: { at: 'yesterday' }, used: 3 });
    expect(await finding(data)).toEqual([]);
  });

  it('changes nothing', async () => {
    const data = await refusedIn(APP_KEY);
    const look = async () => {
      const store = createSqliteRecordStore({ path: databaseFile(data) });
      const record = await store.get({ partition: 'app#hr', sort: 'sightings' });
      await store.close();
      return record;
    };
    const before = await look();
    await doctor(data);
    expect(await look()).toEqual(before);
    expect(before?.version).toBe(1);
  });
});

describe('what doctor says of an app that rotates', () => {
  const rotation = async (data: string, more: Record<string, string> = {}) =>
    (await doctor(data, more)).filter(({ check }) => check === 'rotation');

  it.each<[string, { fresh?: number; old?: number }, string, RegExp, RegExp]>([
    [
      'the old ones are unused',
      { fresh: -1, old: -3 },
      'ok',
      /^hr: the old token and AES key are unused; /,
      /app rotate hr --finish$/,
    ],
    [
      'the old ones are in use',
      { fresh: -3, old: -1 },
      'warning',
      /^hr: the old ones are still in use; /,
      /register --url/,
    ],
    [
      'the new ones are not',
      { old: -1 },
      'warning',
      /^hr: no event has come with the new ones yet; /,
      /restart the hub/,
    ],
  ])('is that %s', async (_, minutes, status, message, next) => {
    const data = folders.make();
    const at = (ago: number | undefined) => (ago === undefined ? undefined : Date.now() + ago * MINUTE);
    const [fresh, old] = [at(minutes.fresh), at(minutes.old)];
    await remember(data, uses({ ...(fresh && { fresh }), ...(old && { old }) }));
    expect(await rotation(data)).toMatchObject([
      { status, message: expect.stringMatching(message), next: expect.stringMatching(next), details: {} },
    ]);
    expect((await rotation(data, ZH))[0]?.message).toMatch(/^hr：.*新凭据最近的事件：/);
  });

  it('is nothing of an app that does not', async () => {
    const data = folders.make(NEW);
    await remember(data, {});
    expect(await rotation(data)).toEqual([]);
  });

  it('names the environment where the app is from there', async () => {
    const data = folders.make();
    await remember(data, uses({ fresh: Date.now() }));
    const { credentials } = { credentials: [NEW, { token: 'theoldtoken', aesKey: 'o'.repeat(43) }] };
    const DINGTALK_APPS = JSON.stringify([{ name: 'hr', credentials, ownerKeys: [CORP_ID] }]);
    expect(await rotation(data, { DINGTALK_APPS })).toMatchObject([
      { status: 'ok', next: 'remove the old pair from DINGTALK_APPS and restart the hub' },
    ]);
  });
});
