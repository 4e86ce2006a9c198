import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, silentLogger } from '@dinghub/core';
import { startReceiver } from '@dinghub/testkit';
import { type Hub, startHub } from '../src/main';

describe('a hub in one process', () => {
  const parent = mkdtempSync(join(tmpdir(), 'dinghub-main-'));
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
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

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

  it('says what is wrong with its network policy', async () => {
    const env = { DINGHUB_ALLOW_NETWORKS: '10.0.0.1/8', DINGHUB_ALLOW_HTTP: 'yes' };
    const started = start(folder(), env);
    await expect(started).rejects.toThrow(ConfigError);
    await expect(started).rejects.toThrow(/DINGHUB_ALLOW_NETWORKS[\s\S]*DINGHUB_ALLOW_HTTP/);
  });
});
