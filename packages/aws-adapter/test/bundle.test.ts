import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { decodeAesKey, silentLogger } from '@dinghub/core';
import { createDispatch, type Dispatch } from '@dinghub/core/dispatch';
import { fingerprintOf, readSightings } from '@dinghub/core/sightings';
import { sampleEvent, startDingTalkServer } from '@dinghub/simulator';
import {
  openReply,
  registerCallback,
  type SqsEmulator,
  signReply,
  startReceiver,
  startSqsEmulator,
  TEST_APP,
} from '@dinghub/testkit';
import { createDynamoRecordStore } from '../src/record-store';
import { sendNothing } from '../src/send-nothing';
import { createSqsWorkQueue } from '../src/work-queue';
import { createTable, localClient, startDynalite } from './dynalite';
import scheduled from './fixtures/scheduled.json';
import tasks from './fixtures/sqs-tasks.json';
import stream from './fixtures/stream-keys-only.json';
import { invokeBundle } from './fresh-process';
import { callbackEvent, httpEvent } from './http-event';
import { type Packaged, packageService } from './packaged';
import { type RoleGuard, startRoleGuard } from './role-guard';
import { createQueues, localSqsClient } from './sqs';
import { type Ssm, startSsm } from './ssm';
import { roleStatements, templateSuite } from './template-suite';

const APP = { appKey: 'dingapp', appSecret: 'the-app-secret', corpId: 'dingcorp' };
const SUITE = { name: 'suite', appKey: 'suiteabcdefgh123456', appSecret: 'the-suite-secret' };
const ADMIN_TOKEN = 'the-token-of-the-admin';
const ROTATING = {
  name: TEST_APP.name,
  ownerKeys: [TEST_APP.ownerKey],
  credentials: [
    { token: 'the-new-token', aesKey: 'f'.repeat(43) },
    { token: TEST_APP.token, aesKey: TEST_APP.aesKey },
  ],
};
const EVENT = {
  specversion: '1.0',
  id: '7f3b1a',
  source: 'dingtalk',
  type: 'user_add_org',
  time: '2026-11-23T08:00:00.000Z',
  app: 'default',
  data: { EventType: 'user_add_org' },
} as const;

/** How much each function may weigh: what is loaded is what a cold start waits for. */
const KILOBYTES = { callback: 420, dispatch: 600, worker: 1200, sweeper: 560, reconcile: 1000, admin: 1300 };

describe('what `sls package` makes', () => {
  let packaged: Packaged;
  let engine: Awaited<ReturnType<typeof startDynalite>>;
  let emulator: SqsEmulator;
  let ssm: Ssm;
  let dynamo: DynamoDBClient;
  let sqs: SQSClient;
  let queueUrl: string;
  let hub: Dispatch;
  let now: number;
  let guards: RoleGuard[] = [];

  beforeAll(async () => {
    packaged = await packageService();
  }, 120_000);
  afterAll(() => packaged?.remove());

  beforeEach(async () => {
    now = Date.now();
    [engine, emulator, ssm] = await Promise.all([
      startDynalite(),
      startSqsEmulator(),
      startSsm({
        '/dinghub/dev/token': TEST_APP.token,
        '/dinghub/dev/aes-key': TEST_APP.aesKey,
        '/dinghub/dev/owner-key': TEST_APP.ownerKey,
        '/dinghub/dev/admin-token': ADMIN_TOKEN,
        '/dinghub/dev/app-key': APP.appKey,
        '/dinghub/dev/app-secret': APP.appSecret,
        '/dinghub/dev/apps': JSON.stringify([
          ROTATING,
          { ...TEST_APP, ...SUITE, ownerKeys: [SUITE.appKey], ownerKey: undefined },
        ]),
      }),
    ]);
    dynamo = localClient(engine.endpoint);
    sqs = localSqsClient(emulator.endpoint);
    await createTable(dynamo, 'hub');
    ({ queueUrl } = await createQueues(sqs));
    hub = createDispatch({
      store: createDynamoRecordStore({ client: dynamo, table: 'hub', random: randomBytes }),
      queue: createSqsWorkQueue({ client: sqs, queueUrl }),
      send: sendNothing,
      clock: () => now,
      random: randomBytes,
      logger: silentLogger,
      retentionDays: 30,
    });
  });
  afterEach(async () => {
    await Promise.all(guards.map((guard) => guard.close()));
    expect(guards.flatMap(({ denied }) => denied)).toEqual([]);
    guards = [];
    dynamo.destroy();
    sqs.destroy();
    await Promise.all([engine.close(), emulator.close(), ssm.close()]);
  });

  /** Starts a function in a process of its own, with the rights of its role and no others. */
  async function invoke(
    name: keyof typeof KILOBYTES,
    variables: Readonly<Record<string, string>>,
    ...events: unknown[]
  ) {
    const statements = roleStatements(packaged, `${name[0]?.toUpperCase()}${name.slice(1)}IamRoleLambdaExecution`);
    const [toTable, toQueue] = await Promise.all([
      startRoleGuard(engine.endpoint, statements),
      startRoleGuard(emulator.endpoint, statements),
    ]);
    guards.push(toTable, toQueue);
    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: toTable.endpoint,
      AWS_ENDPOINT_URL_SSM: ssm.endpoint,
      DINGHUB_TABLE: 'hub',
      // The client goes to where the queue's URL points.
      ...(['callback', 'reconcile'].includes(name)
        ? {}
        : { DINGHUB_QUEUE_URL: queueUrl.replace(emulator.endpoint, toQueue.endpoint) }),
      ...variables,
    };
    return invokeBundle(packaged.bundleOf(name), environment, events);
  }
  const networks = { DINGHUB_ALLOW_NETWORKS: '127.0.0.0/8', DINGHUB_ALLOW_HTTP: 'true' };
  const subscribe = (id: string, url: string) =>
    hub.subscriptions.create({ id, pattern: { source: ['dingtalk'] }, sink: { kind: 'webhook', url } });
  const queued = () => emulator.messages(queueUrl).map(({ body, group }) => [JSON.parse(body), group]);

  describe('as a template', () => templateSuite(() => packaged));

  it.each(Object.entries(KILOBYTES))('keeps %s below %d KB, with no client that it does not need', (name, most) => {
    const bundle = packaged.bundleOf(name);
    expect(statSync(bundle).size).toBeLessThan(most * 1024);
    const text = readFileSync(bundle, 'utf8');
    const holds = (word: string) => text.includes(word);
    expect({ name, sqs: holds('SendMessageBatch') }).toEqual({
      name,
      sqs: name !== 'callback' && name !== 'reconcile',
    });
    // undici's own word for an option of a connection.
    const calls = ['worker', 'reconcile', 'admin'].includes(name);
    expect({ name, egress: holds('pipelining') }).toEqual({ name, egress: calls });
    expect({ name, dingtalk: holds('failed_list') }).toEqual({ name, dingtalk: name === 'reconcile' });
    expect({ name, callback: holds('/healthz') }).toEqual({ name, callback: name === 'callback' });
  });

  it('answers a signed callback in a fresh process, stores it, and reads its secrets once', async () => {
    const event = callbackEvent({ EventType: 'user_add_org', eventId: 'bundled-1', UserId: ['u1'] });
    const secrets = {
      DINGTALK_TOKEN: '/dinghub/dev/token',
      DINGTALK_AES_KEY: '/dinghub/dev/aes-key',
      DINGTALK_OWNER_KEY: '/dinghub/dev/owner-key',
    };
    const { answers, log } = await invoke('callback', secrets, event, event, event);
    const answer = answers.at(-1) as { statusCode: number; body: string };
    const { Items } = await dynamo.send(new ScanCommand({ TableName: 'hub' }));
    expect(answer.statusCode).toBe(200);
    expect(openReply(answer.body)).toBe('success');
    expect(Items?.map((item) => item.pk?.S)).toEqual(['event#bundled-1']);
    expect(ssm.calls()).toBe(1);
    expect(log).toMatch(/"code":"event_received"/);
    for (const secret of [TEST_APP.token, TEST_APP.aesKey, TEST_APP.ownerKey]) expect(log).not.toContain(secret);
  }, 60_000);

  it('remembers within its rights which owner key it refused, and which of two credentials events come with', async () => {
    const { token, aesKey } = TEST_APP;
    const { answers, log } = await invoke(
      'callback',
      { DINGTALK_APPS: '/dinghub/dev/apps' },
      callbackEvent({ EventType: 'check_in', eventId: 'e-1' }, { ownerKey: 'dingqlr3ujmvpvtkmiwl' }),
      callbackEvent({ EventType: 'check_in', eventId: 'e-2' }),
    );
    expect(answers).toMatchObject([{ statusCode: 403 }, { statusCode: 200 }]);
    const store = createDynamoRecordStore({ client: dynamo, table: 'hub', random: randomBytes });
    const { refused, used } = await readSightings(store, 'default');
    expect(refused).toMatchObject({ kind: 'app_key', masked: 'ding…miwl', at: expect.any(Number) });
    expect(Object.keys(used)).toEqual([fingerprintOf({ token, aesKey: decodeAesKey(aesKey) })]);
    expect(log).toMatch(/"callback_refused".*"owner_key_mismatch"/);
    expect(log).not.toMatch(/sighting_not_kept|dingqlr3ujmvpvtkmiwl/);
  }, 60_000);

  it('dispatches what the stream brings to a fresh process: deliveries in the table, tasks in the queue', async () => {
    await subscribe('hr', 'https://hr.example/hook');
    await subscribe('it', 'https://it.example/hook');
    await hub.events.append([EVENT]);
    const { answers } = await invoke('dispatch', {}, stream);
    expect(answers).toEqual([{ batchItemFailures: [] }]);
    expect(
      (await hub.deliveries.ofEvent('7f3b1a')).map(({ subscriptionId, state }) => [subscriptionId, state]),
    ).toEqual([
      ['hr', 'pending'],
      ['it', 'pending'],
    ]);
    expect(queued()).toEqual([
      [{ kind: 'deliver', event: '7f3b1a', subscription: 'hr' }, 'hr'],
      [{ kind: 'deliver', event: '7f3b1a', subscription: 'it' }, 'it'],
    ]);
  }, 60_000);

  it('delivers what the queue brings to a fresh process, and reports what it cannot read', async () => {
    const receiver = await startReceiver();
    await subscribe('hr', receiver.url);
    await hub.events.append([EVENT]);
    await hub.worker.run({ kind: 'dispatch', event: '7f3b1a' });
    const { answers, log } = await invoke('worker', networks, tasks);
    await receiver.close();
    expect(answers).toEqual([{ batchItemFailures: [{ itemIdentifier: tasks.Records[2]?.messageId }] }]);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(['7f3b1a']);
    expect(await hub.deliveries.get('7f3b1a', 'hr')).toMatchObject({ state: 'delivered', tries: 1 });
    expect(log).toMatch(/"code":"delivery_attempted"/);
  }, 60_000);

  it('disables a subscription whose receiver is gone, and says so in an event', async () => {
    const receiver = await startReceiver((response) => void response.writeHead(410).end());
    await subscribe('hr', receiver.url);
    await hub.events.append([EVENT]);
    await hub.worker.run({ kind: 'dispatch', event: '7f3b1a' });
    await invoke('worker', networks, tasks);
    await receiver.close();
    expect(await hub.subscriptions.get('hr')).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
    const told = await hub.events.list({ type: 'dinghub.subscription.disabled' }, { limit: 10 });
    expect(told.items).toHaveLength(1);
  }, 60_000);

  it('calls nobody in a private network unless the network is allowed', async () => {
    const receiver = await startReceiver();
    await subscribe('hr', receiver.url);
    await hub.events.append([EVENT]);
    await hub.worker.run({ kind: 'dispatch', event: '7f3b1a' });
    await invoke('worker', {}, tasks);
    await receiver.close();
    expect(receiver.received).toEqual([]);
    const delivery = await hub.deliveries.get('7f3b1a', 'hr');
    expect([delivery?.state, delivery?.attempts[0]?.code]).toEqual(['pending', 'E_BLOCKED_ADDRESS']);
    // The retry waits in the queue, besides the task that dispatch sent.
    expect(emulator.messages(queueUrl).filter(({ visibleAt }) => visibleAt > Date.now() + 2000)).toHaveLength(1);
  }, 60_000);

  it('sweeps in a fresh process: what is late goes into the queue', async () => {
    await subscribe('hr', 'https://hr.example/hook');
    now -= 3_600_000;
    await hub.events.append([EVENT, { ...EVENT, id: 'two' }]);
    emulator.copies = 0;
    await hub.worker.run({ kind: 'dispatch', event: 'two' });
    emulator.copies = 1;
    const { answers } = await invoke('sweeper', {}, scheduled);
    expect(answers).toEqual([{ enqueued: 2 }]);
    expect(queued()).toHaveLength(2);
    expect(queued()).toEqual(
      expect.arrayContaining([
        [{ kind: 'deliver', event: 'two', subscription: 'hr' }, 'hr'],
        [{ kind: 'dispatch', event: '7f3b1a' }, '#dispatch'],
      ]),
    );
  }, 60_000);

  it('fetches in a fresh process what DingTalk could not deliver, in pages that it stores', async () => {
    let ahead = 0;
    const times = { clock: () => Date.now() + ahead, random: randomBytes };
    const dingtalk = await startDingTalkServer({
      ...{ ...times, apps: [APP] },
      sleep: async (ms) => {
        ahead += ms;
      },
    });
    const success = signReply('success', { ...TEST_APP, ownerKey: APP.corpId });
    const receiver = await startReceiver((response) => void response.end(success));
    await registerCallback(dingtalk.url, APP, { ...TEST_APP, url: receiver.url });
    await receiver.close();
    const sample = () => sampleEvent('user_add_org', { ...times, corpId: APP.corpId });
    for (let i = 0; i < 3; i++) await dingtalk.push(APP.appKey, sample());

    const secrets = {
      DINGTALK_APP_KEY: '/dinghub/dev/app-key',
      DINGTALK_APP_SECRET: '/dinghub/dev/app-secret',
      DINGTALK_API_ENDPOINT: dingtalk.url,
    };
    const { answers, log } = await invoke('reconcile', secrets, scheduled, scheduled);
    await dingtalk.close();
    expect(answers).toEqual([{ failed: [] }, { failed: [] }]);
    const { items } = await hub.events.list({ type: 'user_add_org' }, { limit: 10 });
    expect(items.map(({ event }) => ({ ...event }))).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ app: 'default', recovered: true })),
    );
    expect(log).toMatch(/"code":"reconciled".*"recovered":3/);
    expect(log).not.toContain(APP.appSecret);
    expect(guards.flatMap(({ denied }) => denied)).toEqual([]);
  }, 60_000);

  it('takes in what DingTalk says of a third-party app, and fetches the failed records of who authorised it', async () => {
    let ahead = 0;
    const times = { clock: () => Date.now() + ahead, random: randomBytes };
    // Nobody answers there: what is pushed fails.
    const suite = { suiteId: '1001', url: 'http://127.0.0.1:9/', token: TEST_APP.token, aesKey: TEST_APP.aesKey };
    const dingtalk = await startDingTalkServer({
      ...{ ...times, apps: [{ ...SUITE, corpId: 'dingisv', suite }] },
      sleep: async (ms) => {
        ahead += ms;
      },
    });
    const console = dingtalk.suite(SUITE.appKey);
    await console?.orgSuiteAuth('dinga');
    await console?.sync('MEDIUM', [
      { bizType: 13, bizId: 'u1', corpId: 'dinga', data: { syncAction: 'user_add_org' } },
    ]);

    const said = { type: 'tmp_auth_code', app: 'suite', corpid: 'dinga', data: { EventType: 'tmp_auth_code' } };
    await hub.events.append([{ ...EVENT, ...said }]);
    expect((await invoke('dispatch', {}, stream)).answers).toEqual([{ batchItemFailures: [] }]);
    const organisations = await hub.suites.organisations('suite', { limit: 10 });
    expect(organisations.items).toMatchObject([{ corpId: 'dinga', state: 'authorised' }]);

    const secrets = { DINGTALK_APPS: '/dinghub/dev/apps', DINGTALK_API_ENDPOINT: dingtalk.url };
    const { answers, log } = await invoke('reconcile', secrets, scheduled);
    await dingtalk.close();
    expect(answers).toEqual([{ failed: [] }]);
    expect(log).toMatch(/"code":"reconciled".*"recovered":2/);
    expect(log).not.toMatch(/organisation_failed|the-suite-secret/);
    const { items } = await hub.events.list({ app: 'suite' }, { limit: 10 });
    expect(items.map(({ event }) => event.type).sort()).toEqual(['org_suite_auth', 'tmp_auth_code', 'user_add_org']);
  }, 60_000);

  const call = (method: string, path: string, body?: object, token = ADMIN_TOKEN) =>
    httpEvent({
      ...{ method, path, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('answers operators in a fresh process, with the token from SSM', async () => {
    await hub.events.append([EVENT]);
    const sink = (url: string) => ({ id: 'hr', pattern: { source: ['dingtalk'] }, sink: { kind: 'webhook', url } });
    const { answers, log } = await invoke(
      'admin',
      { DINGHUB_ADMIN_TOKEN: '/dinghub/dev/admin-token' },
      call('GET', '/v1/subscriptions', undefined, 'another-token-than-that'),
      call('POST', '/v1/subscriptions', sink('http://10.0.0.7/hook')),
      call('POST', '/v1/subscriptions', sink('https://hr.example/hook')),
      call('GET', '/v1/subscriptions/hr'),
      call('GET', '/v1/events'),
      call('POST', '/v1/events/7f3b1a/replay'),
      call('GET', '/v1/deliveries'),
      call('POST', '/v1/subscriptions/hr/pause'),
      call('POST', '/v1/subscriptions/hr/resume'),
      call('DELETE', '/v1/subscriptions/hr'),
    );
    expect((answers as readonly { statusCode: number }[]).map(({ statusCode }) => statusCode)).toEqual([
      401, 400, 201, 200, 200, 200, 200, 200, 200, 204,
    ]);
    expect(await hub.subscriptions.get('hr')).toBeUndefined();
    expect(queued()[0]).toEqual([{ kind: 'deliver', event: '7f3b1a', subscription: 'hr' }, 'hr']);
    expect(ssm.calls()).toBe(1);
    expect(log).not.toContain(ADMIN_TOKEN);
  }, 60_000);

  it('lets operators read and change all that there is: suites, replays, retries, receivers that are not well', async () => {
    const row = { biz_type: 13, biz_id: 'u1', corp_id: 'dinga', subscribe_id: '1001_0', biz_data: '{}' };
    const said = [
      { id: 'ticket', type: 'suite_ticket', data: { EventType: 'suite_ticket', SuiteTicket: 'a-ticket' } },
      { id: 'row', type: 'user_add_org', corpid: 'dinga', data: row },
    ].map((event) => ({ ...EVENT, app: 'suite', ...event }));
    await hub.events.append([EVENT, ...said]);
    for (const event of said) await hub.suites.apply({ event, receivedAt: now });
    const receiver = await startReceiver();
    const sink = { kind: 'webhook', url: receiver.url };
    const document = { pattern: { type: ['user_add_org'] }, sink, maxInFlight: 1 };
    await hub.subscriptions.create({ id: 'hr', ...document });
    await hub.worker.run({ kind: 'dispatch', event: '7f3b1a' });
    // An attempt leaves how many are in flight, and how the receiver does.
    await hub.worker.run({ kind: 'deliver', event: '7f3b1a', subscription: 'hr' });
    const left = async () => {
      const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'hub' }));
      return Items.flatMap(({ pk, sk }) => (pk?.S === 'subscription#hr' ? [sk?.S] : [])).sort();
    };
    expect(await left()).toEqual(['flow', 'health']);

    const { answers } = await invoke(
      'admin',
      { DINGHUB_ADMIN_TOKEN: '/dinghub/dev/admin-token', ...networks },
      call('GET', '/v1/suites/suite/ticket'),
      call('GET', '/v1/suites/suite/organisations'),
      call('GET', '/v1/suites/suite/organisations/dinga/rows'),
      call('GET', '/v1/subscriptions'),
      call('PUT', '/v1/subscriptions/hr', { ...document, description: 'changed' }),
      call('POST', '/v1/subscriptions/hr/rotate-secret'),
      call('POST', '/v1/subscriptions/hr/test'),
      call('GET', '/v1/events/7f3b1a'),
      call('POST', '/v1/replays', { subscription: 'hr' }),
      call('POST', '/v1/replays', { state: 'missed' }),
      call('POST', '/v1/deliveries/row/hr/retry'),
      call('GET', '/v1/deliveries'),
      call('POST', '/v1/subscriptions/hr/pause'),
      call('POST', '/v1/subscriptions/hr/resume'),
      call('DELETE', '/v1/subscriptions/hr'),
      call('PUT', '/v1/suites/suite/organisations/dingb'),
      call('DELETE', '/v1/suites/suite/organisations/dingb'),
    );
    await receiver.close();
    const [ticket, organisations, rows, , , , , event, replay] = (
      answers as readonly { statusCode: number; body: string }[]
    ).map(({ statusCode, body }) => ({ statusCode, ...(body ? (JSON.parse(body) as object) : {}) }));
    expect((answers as readonly { statusCode: number }[]).map(({ statusCode }) => statusCode)).toEqual([
      ...Array.from({ length: 14 }, () => 200),
      ...Array.from({ length: 3 }, () => 204),
    ]);
    expect(ticket).toMatchObject({ suiteTicket: 'a-ticket' });
    expect(organisations).toMatchObject({ items: [{ corpId: 'dinga', state: 'authorised' }] });
    expect(rows).toMatchObject({ items: [{ bizId: 'u1' }] });
    expect(event).toMatchObject({ deliveries: [{ subscriptionId: 'hr' }] });
    expect(replay).toMatchObject({ examined: 3, matched: 2, replayed: 1, pending: 1 });
    expect(await left()).toEqual([]);
  }, 60_000);

  it.each(['dispatch', 'worker', 'sweeper', 'admin'])(
    'does not start %s without its settings, and names them',
    async (name) => {
      const { answers, log } = await invokeBundle(packaged.bundleOf(name), {}, []);
      expect(answers).toEqual([]);
      expect(log).toMatch(/DINGHUB_TABLE.*\n.*DINGHUB_QUEUE_URL/);
    },
  );

  it('does not start reconcile without its table, nor runs without a secret to call with', async () => {
    const { log } = await invokeBundle(packaged.bundleOf('reconcile'), {}, []);
    expect(log).toMatch(/DINGHUB_TABLE is missing/);
    const { answers } = await invoke('reconcile', {}, scheduled);
    expect(answers).toEqual([{ rejected: expect.stringMatching(/DINGTALK_APP_KEY, DINGTALK_APP_SECRET: missing/) }]);
  }, 60_000);
});
