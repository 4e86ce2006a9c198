import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, decodeAesKey, sign, silentLogger } from '@dinghub/core';
import { fingerprintOf, readSightings } from '@dinghub/core/sightings';
import { signCallback, startReceiver, TEST_APP, temporaryFolder } from '@dinghub/testkit';
import { databaseFile } from '../src/data-folder';
import { type Hub, startHub } from '../src/main';
import { createSqliteRecordStore } from '../src/record-store';

describe('a hub in one process', () => {
  const parent = temporaryFolder('main', afterAll);
  const hubs: Hub[] = [];
  let folders = 0;
  const start = async (dataFolder: string, env: Record<string, string> = {}, host = '127.0.0.1') => {
    const hub = await startHub({ host, port: 0, dataFolder, env, logger: silentLogger });
    hubs.push(hub);
    return hub;
  };
  const folder = () => join(parent, `${folders++}`);
  const call = async (hub: Hub, token: string, method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${hub.url.replace('0.0.0.0', '127.0.0.1')}${path}`;
    return fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };
  afterEach(async () => {
    for (const hub of hubs.splice(0)) await hub.close();
  });

  const subscription = (url: string) => ({ id: 's', pattern: { source: ['dinghub'] }, sink: { kind: 'webhook', url } });

  it('generates an admin token on loopback, readable by its owner alone, and keeps it', async () => {
    const data = folder();
    const hub = await start(data);
    const file = join(data, 'admin-token');
    const token = readFileSync(file, 'utf8').trim();
    expect([token.length, statSync(file).mode & 0o777]).toEqual([40, 0o600]);
    expect((await call(hub, token, 'GET', '/v1/subscriptions')).status).toBe(200);
    expect((await call(hub, 'wrong', 'GET', '/v1/subscriptions')).status).toBe(401);
    await hub.close();
    const again = await start(data);
    expect((await call(again, token, 'GET', '/v1/subscriptions')).status).toBe(200);
  });

  it('prefers the configured token, and refuses the admin API where there is none and others could reach it', async () => {
    const token = 'a-token-of-ours-1234';
    const hub = await start(folder(), { DINGHUB_ADMIN_TOKEN: token });
    expect((await call(hub, token, 'GET', '/v1/events')).status).toBe(200);
    const open = await start(folder(), {}, '0.0.0.0');
    const refused = await call(open, token, 'GET', '/v1/events');
    expect([refused.status, await refused.json()]).toMatchObject([401, { error: { code: 'admin_disabled' } }]);
  });

  it('may call this machine when only this machine can reach it, and else only what the configuration allows', async () => {
    const receiver = await startReceiver();
    try {
      const token = 'a-token-of-ours-1234';
      const own = await start(folder(), { DINGHUB_ADMIN_TOKEN: token });
      expect((await call(own, token, 'POST', '/v1/subscriptions', subscription(receiver.url))).status).toBe(201);
      const tested = await call(own, token, 'POST', '/v1/subscriptions/s/test');
      expect(await tested.json()).toMatchObject({ delivered: true, status: 200 });
      const open = await start(folder(), { DINGHUB_ADMIN_TOKEN: token }, '0.0.0.0');
      const refused = await call(open, token, 'POST', '/v1/subscriptions', subscription(receiver.url));
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: { code: 'invalid_subscription' } }]);
      const listed = { DINGHUB_ADMIN_TOKEN: token, DINGHUB_ALLOW_NETWORKS: '10.0.0.0/8, 127.0.0.0/8' };
      const allowed = await start(folder(), listed, '0.0.0.0');
      expect((await call(allowed, token, 'POST', '/v1/subscriptions', subscription(receiver.url))).status).toBe(201);
    } finally {
      await receiver.close();
    }
  });

  it('remembers which owner key it refused, and with which of two credentials events came', async () => {
    const data = folder();
    const { token, aesKey, ownerKey, name } = TEST_APP;
    const credentials = [
      { token: 'the-new-token', aesKey: 'f'.repeat(43) },
      { token, aesKey },
    ];
    const hub = await start(data, { DINGTALK_APPS: JSON.stringify([{ name, credentials, ownerKeys: [ownerKey] }]) });
    const push = async (key: string) => {
      const { query, body } = signCallback({ EventType: 'check_in', eventId: 'e' }, { ownerKey: key });
      const url = `${hub.url}/v1/dingtalk?${new URLSearchParams({ ...query }).toString()}`;
      return (await fetch(url, { method: 'POST', body })).status;
    };
    expect([await push('dingqlr3ujmvpvtkmiwl'), await push(ownerKey)]).toEqual([403, 200]);
    await hub.close();
    const store = createSqliteRecordStore({ path: databaseFile(data) });
    const { refused, used } = await readSightings(store, name);
    await store.close();
    expect(refused).toMatchObject({ kind: 'app_key', masked: 'ding…miwl' });
    expect(Object.keys(used)).toEqual([fingerprintOf({ token, aesKey: decodeAesKey(aesKey) })]);
  });

  it('keeps the suiteKey of a third-party app, though DingTalk first says what stands for it', async () => {
    const data = folder();
    const hub = await start(data);
    const [app] = JSON.parse(readFileSync(join(data, 'apps.json'), 'utf8')) as [{ token: string; aesKey: string }];
    const push = async (EventType: string, ownerKey: string) => {
      const pushed = signCallback({ EventType, Random: 'r4nd' }, { ownerKey, aesKey: app.aesKey });
      const { encrypt } = JSON.parse(pushed.body) as { encrypt: string };
      const { timestamp, nonce } = pushed.query;
      const signature = sign({ token: app.token, timestamp, nonce, encrypt });
      const query = new URLSearchParams({ timestamp, nonce, signature }).toString();
      return (await fetch(`${hub.url}/v1/dingtalk?${query}`, { method: 'POST', body: pushed.body })).status;
    };
    expect(await push('check_create_suite_url', 'suite4xxxxxxxxxxxxxxx')).toBe(200);
    expect(await push('check_update_suite_url', 'suitereal0123')).toBe(200);
    expect(await push('suite_ticket', 'suitereal0123')).toBe(200);
    expect(await push('check_create_suite_url', 'suite4xxxxxxxxxxxxxxx')).toBe(403);
    const saved = readFileSync(join(data, 'apps.json'), 'utf8');
    expect([saved.includes('suitereal0123'), saved.includes('suite4')]).toEqual([true, false]);
  });

  it('says what is wrong with its network policy', async () => {
    const env = { DINGHUB_ALLOW_NETWORKS: '10.0.0.1/8', DINGHUB_ALLOW_HTTP: 'yes' };
    const started = start(folder(), env);
    await expect(started).rejects.toThrow(ConfigError);
    await expect(started).rejects.toThrow(/DINGHUB_ALLOW_NETWORKS[\s\S]*DINGHUB_ALLOW_HTTP/);
  });
});
