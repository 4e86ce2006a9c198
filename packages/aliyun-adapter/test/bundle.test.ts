import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { createEventLog, silentLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { sampleEvent, startDingTalkServer } from '@dinghub/simulator';
import {
  type FcEmulator,
  openReply,
  registerCallback,
  signReply,
  startFcEmulator,
  startReceiver,
  type TablestoreEmulator,
  TEST_APP,
  temporaryFolder,
  until,
} from '@dinghub/testkit';
import { ensureTable } from '../src/ensure-table';
import { createTablestoreRecordStore } from '../src/record-store';
import { invokeBundle } from './bundled-function';
import { queueOf } from './function-compute';
import { callbackEvent, httpEvent, TIMER_EVENT } from './http-event';
import { DEPLOYER, type FunctionProps, functionsOf, ROOT } from './s-yaml';
import { clientOf, KEY, startTablestore } from './tablestore';

const APP = { appKey: 'dingapp', appSecret: 'the-app-secret', corpId: 'dingcorp' };
const STS = { accessKeyId: 'STS.id', accessKeySecret: 'sts-secret', securityToken: 'sts-token' };
const TABLE = 'dinghub_dev';
const WORKER = 'dinghub-dev-worker';
const bytes = (event: object) => Buffer.from(JSON.stringify(event));

describe('what `npm run bundle:aliyun` makes, with the environment of s.yaml', () => {
  const folder = temporaryFolder('fc', afterAll);
  const bundleOf = (name: string) => join(folder, name, 'main.js');
  let functions: Record<string, FunctionProps>;
  let tablestore: TablestoreEmulator;
  let fc: FcEmulator;

  beforeAll(async () => {
    const bundling = [join(ROOT, 'scripts/bundle-aliyun.mjs'), relative(ROOT, folder)];
    await promisify(execFile)(process.execPath, bundling, { cwd: ROOT });
    functions = await functionsOf({
      ...DEPLOYER,
      DINGTALK_TOKEN: TEST_APP.token,
      DINGTALK_AES_KEY: TEST_APP.aesKey,
      DINGTALK_OWNER_KEY: TEST_APP.ownerKey,
      DINGHUB_ALLOW_NETWORKS: '127.0.0.0/8',
      DINGTALK_APP_KEY: APP.appKey,
      DINGTALK_APP_SECRET: APP.appSecret,
    });
  }, 90_000);

  beforeEach(async () => {
    tablestore = await startTablestore();
    await ensureTable(clientOf(tablestore), TABLE);
    tablestore.keys = [KEY, STS];
    fc = await startFcEmulator({
      keys: [KEY, STS],
      onCredentials: (valid) => {
        tablestore.keys = [KEY, STS, ...valid];
      },
    });
    fc.deploy(WORKER, async () => {});
  });
  afterEach(async () => {
    await fc.close();
    await tablestore.close();
  });

  /** Runs a function as it is deployed, but for the addresses of the services. */
  function invoke(
    name: string,
    event: Uint8Array,
    more: Record<string, string> = {},
    context: { readonly credentials: typeof STS } = { credentials: STS },
  ) {
    const env = {
      ...functions[name]?.environmentVariables,
      TABLESTORE_ENDPOINT: tablestore.endpoint,
      TABLESTORE_INSTANCE: tablestore.instance,
      DINGHUB_FC_ENDPOINT: fc.endpoint,
      ...more,
    };
    return invokeBundle(bundleOf(name), env, event, context);
  }

  /** The hub's store and queue, seen from outside. */
  function hub() {
    const store = createTablestoreRecordStore({ client: clientOf(tablestore), table: TABLE, random: randomBytes });
    const queue = queueOf(fc, { workerFunction: WORKER });
    const effects = { clock: Date.now, random: randomBytes, logger: silentLogger, retentionDays: 180 };
    const send = async () => {
      throw new Error('Nothing is sent from here.');
    };
    return { store, dispatch: createDispatch({ store, queue, send, ...effects }) };
  }

  const event = (id: string) => ({ EventType: 'user_add_org', eventId: id, UserId: ['u1'] });

  it('is one file each, and that of the callback function has less than 900 KB', () => {
    expect(statSync(bundleOf('callback')).size).toBeLessThan(900_000);
    for (const name of ['worker', 'reconcile', 'admin']) expect(statSync(bundleOf(name)).size).toBeLessThan(1_700_000);
  });

  it('answers a signed callback, stores it and asks for its dispatch, with the credentials of the invocation', async () => {
    const { answer, log } = await invoke('callback', bytes(callbackEvent(event('bundled-1'))), { DEBUG: '*' });
    expect(log).toMatch(/"code":"event_received"/);
    expect(answer?.statusCode).toBe(200);
    expect(openReply(answer?.body ?? '')).toBe('success');
    const kept = await hub().store.get({ partition: 'event#bundled-1', sort: 'event' });
    expect(kept?.value).toMatchObject({ type: 'user_add_org', subject: 'user/u1' });
    expect(fc.calls).toMatchObject([{ functionName: WORKER, isAsync: true, accessKeyId: STS.accessKeyId }]);
    expect(JSON.parse(fc.calls[0]?.event ?? '')).toEqual({ kind: 'dispatch', event: 'bundled-1' });
    const secrets = [TEST_APP.token, TEST_APP.aesKey, TEST_APP.ownerKey, STS.accessKeySecret, STS.securityToken];
    for (const secret of secrets) expect(log).not.toContain(secret);
  }, 60_000);

  it('finds what it stored before, also when an answer is lost: conditions work in the bundle', async () => {
    const callback = bytes(callbackEvent(event('bundled-2')));
    expect((await invoke('callback', callback)).answer?.statusCode).toBe(200);
    tablestore.faults.push('drop_after');
    const { answer, log } = await invoke('callback', callback);
    expect([answer?.statusCode, log]).toEqual([200, expect.stringMatching(/"outcome":"exists"/)]);
    expect(fc.calls).toHaveLength(1);
  }, 60_000);

  it('brings an event to a webhook: callback, dispatch and delivery, each in a fresh process', async () => {
    const receiver = await startReceiver();
    const failures: string[] = [];
    fc.deploy(WORKER, async (task, { credentials }) => {
      const { securityToken = '' } = credentials;
      const { error, log } = await invoke('worker', task, {}, { credentials: { ...credentials, securityToken } });
      if (error !== undefined) {
        failures.push(`${error} ${log}`);
        throw new Error(error);
      }
    });
    const { dispatch } = hub();
    await dispatch.subscriptions.create({
      id: 'hr',
      pattern: { type: ['user_add_org'] },
      sink: { kind: 'webhook', url: receiver.url },
    });
    expect((await invoke('callback', bytes(callbackEvent(event('bundled-3'))))).answer?.statusCode).toBe(200);
    await until(async () => (await dispatch.deliveries.get('bundled-3', 'hr'))?.state === 'delivered');
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(['bundled-3']);
    expect(fc.calls.map((call) => JSON.parse(call.event))).toEqual([
      { kind: 'dispatch', event: 'bundled-3' },
      { kind: 'deliver', event: 'bundled-3', subscription: 'hr' },
    ]);
    expect(failures).toEqual([]);
    await receiver.close();
  }, 60_000);

  it('sweeps when the timer calls the worker: what was lost is enqueued', async () => {
    const { store } = hub();
    const late = createEventLog({ store, clock: () => Date.now() - 60_000, retentionDays: 180 });
    await late.append([
      {
        ...{ specversion: '1.0', id: 'late', source: 'dingtalk', type: 'user_add_org', app: 'default', data: {} },
        time: new Date().toISOString(),
      },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { error, log } = await invoke('worker', bytes(TIMER_EVENT));
    expect([error, log]).toEqual([undefined, expect.stringMatching(/"code":"swept","enqueued":1/)]);
    expect(fc.calls.map((call) => JSON.parse(call.event))).toEqual([{ kind: 'dispatch', event: 'late' }]);
  }, 60_000);

  it('fetches what DingTalk could not deliver when the timer calls reconcile, and asks for its dispatch', async () => {
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
    for (let i = 0; i < 3; i++) {
      await dingtalk.push(APP.appKey, sampleEvent('user_add_org', { ...times, corpId: APP.corpId }));
    }

    const more = { DINGTALK_API_ENDPOINT: dingtalk.url };
    const first = await invoke('reconcile', bytes(TIMER_EVENT), more);
    const second = await invoke('reconcile', bytes(TIMER_EVENT), more);
    await dingtalk.close();
    expect([first.error, second.error]).toEqual([undefined, undefined]);
    const { items } = await hub().dispatch.events.list({ type: 'user_add_org' }, { limit: 10 });
    expect(items.map(({ event: { app, id } }) => [app, id])).toHaveLength(3);
    for (const { event: one } of items) expect(one).toMatchObject({ app: 'default', recovered: true });
    const dispatched = fc.calls.map((one) => JSON.parse(one.event) as { kind: string; event: string });
    expect(dispatched.map(({ kind, event: id }) => `${kind} ${id}`).sort()).toEqual(
      items.map(({ event: { id } }) => `dispatch ${id}`).sort(),
    );
    expect(first.log).toMatch(/"code":"reconciled".*"recovered":3/);
    expect(second.log).toMatch(/"code":"reconciled".*"recovered":0/);
    expect(`${first.log} ${second.log}`).not.toContain(APP.appSecret);
  }, 60_000);

  it('fails loudly when the worker gets what is no task, or when Tablestore fails', async () => {
    const foreign = await invoke('worker', bytes({ events: ['s3cret'] }));
    expect(foreign.error).toMatch(/invoked with {events}: check its triggers/);
    expect(`${foreign.error} ${foreign.log}`).not.toContain('s3cret');
    tablestore.faults.push('denied');
    const failed = await invoke('worker', bytes({ kind: 'dispatch', event: 'e' }));
    expect(failed).toMatchObject({
      error: expect.stringMatching(/StoreRejected/),
      log: expect.stringMatching(/"code":"task_failed"/),
    });
  }, 60_000);

  it('answers operators who have the token', async () => {
    const call = (token: string) =>
      invoke(
        'admin',
        bytes(httpEvent({ method: 'GET', path: '/v1/subscriptions', headers: { Authorization: `Bearer ${token}` } })),
      );
    const { answer, log } = await call(DEPLOYER.DINGHUB_ADMIN_TOKEN);
    expect([answer?.statusCode, JSON.parse(answer?.body ?? '')]).toEqual([200, { items: [] }]);
    expect(log).not.toContain(DEPLOYER.DINGHUB_ADMIN_TOKEN);
    expect((await call('wrong')).answer?.statusCode).toBe(401);
  }, 60_000);

  it.each([
    ['callback', 'DINGHUB_TABLE', /DINGHUB_TABLE is missing: the name of the table/],
    ['callback', 'DINGHUB_WORKER', /DINGHUB_WORKER is missing: the name of the worker function/],
    ['callback', 'DINGTALK_TOKEN', /DINGTALK_TOKEN/],
    ['worker', 'TABLESTORE_INSTANCE', /TABLESTORE_INSTANCE is missing/],
    ['reconcile', 'DINGTALK_APP_SECRET', /DINGTALK_APP_KEY, DINGTALK_APP_SECRET: missing/],
    ['admin', 'DINGHUB_ADMIN_TOKEN', /DINGHUB_ADMIN_TOKEN: missing/],
  ])('does not start the %s function without %s, and says so', async (name, variable, message) => {
    const { answer, log } = await invoke(name, bytes({}), { [variable]: '' });
    expect(answer).toBeUndefined();
    expect(log).toMatch(message);
  });
});
