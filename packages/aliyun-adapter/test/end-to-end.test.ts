import { randomBytes } from 'node:crypto';
import { silentLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { readSightings } from '@dinghub/core/sightings';
import { createHttpSender } from '@dinghub/egress';
import { endToEndContract, type HubHarness, startFcEmulator, TEST_APPS, until } from '@dinghub/testkit';
import { createAdminFunction } from '../src/admin-function';
import { createCallbackFunction } from '../src/callback-function';
import { createTablestoreRecordStore } from '../src/record-store';
import { createWorkerFunction } from '../src/worker-function';
import { queueOf, WORKER } from './function-compute';
import { callbackEvent, httpEvent, TIMER_EVENT } from './http-event';
import { clientOf, KEY, startWithTable } from './tablestore';

const TOKEN = 'an-admin-token-of-nobody';

/** The three functions over emulators, as `s.yaml` wires them; what each may do ends with its invocation. */
async function startHub() {
  const tablestore = await startWithTable();
  const emulator = await startFcEmulator({
    keys: [KEY],
    onCredentials: (valid) => {
      tablestore.keys = [KEY, ...valid];
    },
  });
  const { endpoint, accountId } = emulator;
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const networks = { allowNetworks: ['127.0.0.0/8'], allowHttp: true };
  const send = createHttpSender({ ...networks, clock: Date.now });
  const options = {
    settings: {
      tablestoreEndpoint: tablestore.endpoint,
      tablestoreInstance: tablestore.instance,
      table: 'hub',
      workerFunction: WORKER,
      fcEndpoint: endpoint,
    },
    ...{ clock, random: randomBytes, logger: silentLogger, retentionDays: 180, send },
  };
  emulator.deploy('callback', createCallbackFunction({ ...options, apps: async () => TEST_APPS }), { timeout: 5 });
  emulator.deploy(WORKER, createWorkerFunction(options), { maxAsyncRetryAttempts: 2 });
  emulator.deploy('admin', createAdminFunction({ ...options, token: TOKEN, checkUrl: () => undefined }));

  const store = createTablestoreRecordStore({ client: clientOf(tablestore), table: 'hub', random: randomBytes });
  const dispatch = createDispatch({ ...options, store, queue: queueOf(emulator) });
  const status = async (answer: Promise<unknown>) => ((await answer) as { statusCode: number }).statusCode;
  const harness: HubHarness = {
    post: (body) => status(emulator.invoke('callback', callbackEvent(body))),
    dispatch,
    sweep: async () => void (await emulator.invoke(WORKER, TIMER_EVENT)),
    advance(ms) {
      ahead += ms;
    },
    loseTasks(lose) {
      emulator.isLosing = lose;
    },
    async close() {
      await emulator.close();
      await tablestore.close();
      await send.close();
    },
  };
  return { ...harness, emulator, tablestore, store, dispatch, accountId };
}

endToEndContract({ describe, it, beforeAll, afterAll }, 'Alibaba Cloud', startHub);

describe('the functions on Alibaba Cloud', () => {
  let hub: Awaited<ReturnType<typeof startHub>>;
  beforeEach(async () => {
    hub = await startHub();
  });
  afterEach(() => hub.close());

  const event = (id: string) => ({ EventType: 'user_add_org', eventId: id, UserId: ['u'] });

  it('answer DingTalk although Function Compute’s API hangs, refuses or is gone, and have it dispatched by the timer', async () => {
    const { emulator, store } = hub;
    emulator.faults.push('hang');
    const startedAt = Date.now();
    expect(await hub.post(event('hangs'))).toBe(200);
    // DingTalk waits for 2.5 s at most.
    expect(Date.now() - startedAt).toBeLessThan(2000);
    emulator.faults.push('denied');
    expect(await hub.post(event('denied'))).toBe(200);
    emulator.faults.push('drop', 'drop');
    expect(await hub.post(event('dropped'))).toBe(200);
    hub.advance(31_000);
    await hub.sweep();
    for (const id of ['hangs', 'denied', 'dropped']) {
      const key = { partition: `event#${id}`, sort: 'event' };
      await until(async () => (await store.get(key))?.dueAt === undefined);
    }
    expect(emulator.failed).toEqual([]);
  });

  it('have a task tried again by Function Compute when Tablestore fails, and given to the failure destination at the end', async () => {
    const { emulator, tablestore, store } = hub;
    await hub.post(event('warm'));
    await until(() => emulator.waiting() === 0);
    emulator.isLosing = true;
    await hub.post(event('again'));
    emulator.isLosing = false;
    const task = { kind: 'dispatch', event: 'again' } as const;
    tablestore.faults.push('denied');
    await queueOf(emulator).enqueue([task]);
    // Nothing else asks Tablestore meanwhile: the fault is the worker's.
    await until(() => emulator.waiting() === 0);
    expect(await store.get({ partition: 'event#again', sort: 'event' })).not.toHaveProperty('dueAt');
    expect(emulator.failed).toEqual([]);

    emulator.isLosing = true;
    await hub.post(event('never'));
    emulator.isLosing = false;
    tablestore.faults.push('denied', 'denied', 'denied');
    await queueOf(emulator).enqueue([{ kind: 'dispatch', event: 'never' }]);
    await until(() => emulator.failed.length > 0);
    expect(emulator.failed).toMatchObject([{ attempts: 3, event: JSON.stringify({ ...task, event: 'never' }) }]);
    hub.advance(31_000);
    await hub.sweep();
    await until(async () => (await store.get({ partition: 'event#never', sort: 'event' }))?.dueAt === undefined);
  });

  it('remember which owner key they refused, and refuse it in time all the same when Tablestore does not answer', async () => {
    const { emulator, store, tablestore } = hub;
    const refuse = async (ownerKey: string) => {
      const startedAt = Date.now();
      const answer = (await emulator.invoke('callback', callbackEvent(event('e'), { ownerKey }))) as {
        statusCode: number;
      };
      expect([answer.statusCode, Date.now() - startedAt < 2000]).toEqual([403, true]);
      return (await readSightings(store, 'default')).refused;
    };
    expect(await refuse('dingqlr3ujmvpvtkmiwl')).toMatchObject({ kind: 'app_key', masked: 'ding…miwl' });
    tablestore.faults.push('hang', 'hang');
    await refuse('ding0123456789abcdef0123456789abcdef');
    tablestore.faults.length = 0;
    tablestore.faults.push('denied');
    await refuse('suitereal');
  });

  it('tell the timer’s invocation that the sweep failed', async () => {
    hub.tablestore.faults.push('denied');
    await expect(hub.sweep()).rejects.toThrow(/OTSNoPermissionAccess/);
  });

  it('remove what is past its retention when the timer comes', async () => {
    const { emulator, store } = hub;
    await hub.post(event('old'));
    await until(() => emulator.waiting() === 0);
    hub.advance(181 * 86_400_000);
    await hub.sweep();
    await until(async () => (await store.list('event#old', { limit: 10 })).items.length === 0);
  });

  it('answer operators who have the token', async () => {
    const { emulator } = hub;
    const call = async (authorization: string, path: string, body?: object) => {
      const request = { method: body ? 'POST' : 'GET', path, headers: { Authorization: authorization } };
      const answer = await emulator.invoke('admin', httpEvent({ ...request, body: body ? JSON.stringify(body) : '' }));
      return answer as { statusCode: number; body: string };
    };
    expect(await call('Bearer wrong', '/v1/subscriptions')).toMatchObject({ statusCode: 401 });
    const document = { pattern: { source: ['dingtalk'] }, sink: { kind: 'webhook', url: 'https://example.com/hook' } };
    expect(await call(`Bearer ${TOKEN}`, '/v1/subscriptions', { id: 'hr', ...document })).toMatchObject({
      statusCode: 201,
    });
    const { statusCode, body } = await call(`Bearer ${TOKEN}`, '/v1/subscriptions');
    expect([statusCode, JSON.parse(body).items[0].id]).toEqual([200, 'hr']);
  });
});
