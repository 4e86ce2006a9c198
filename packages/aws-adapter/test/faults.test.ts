import { once } from 'node:events';
import { createServer, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StoreRejected, StoreUnavailable } from '@dinghub/core';
import { until } from '@dinghub/testkit';
import { createDynamoClient } from '../src/client';
import { createDynamoRecordStore } from '../src/record-store';
import { createTable, credentials, localClient, startDynalite } from './dynalite';

/** What the proxy does with a request: pass it on, or one of the ways in which networks and DynamoDB fail. */
type Fault = 'pass' | 'drop' | 'drop_after' | 'hang' | 'error_500' | 'throttle' | 'denied';

let counter = 0;
const record = () => ({ partition: 'p', sort: `s${counter++}`, value: { n: 1 } });

describe('DynamoDB behind a failing network', () => {
  const faults: Fault[] = [];
  let engine: Awaited<ReturnType<typeof startDynalite>>;
  const hanging: ServerResponse[] = [];
  const answer = (response: ServerResponse, status: number, type: string) =>
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}` }));

  const proxy = createServer((incoming, response) => {
    const fault = faults.shift() ?? 'pass';
    if (fault === 'hang') return void hanging.push(response);
    if (fault === 'drop') return void incoming.socket.destroy();
    if (fault === 'error_500') return void answer(response, 500, 'InternalServerError');
    if (fault === 'throttle') return void answer(response, 400, 'ProvisionedThroughputExceededException');
    if (fault === 'denied') return void answer(response, 400, 'AccessDeniedException');
    const target = new URL(engine.endpoint);
    const outgoing = forward(
      { host: target.hostname, port: target.port, method: 'POST', path: '/', headers: incoming.headers },
      (upstream) => {
        if (fault === 'drop_after') {
          upstream.resume().on('end', () => incoming.socket.destroy());
          return;
        }
        response.writeHead(upstream.statusCode ?? 500, upstream.headers);
        upstream.pipe(response);
      },
    );
    incoming.pipe(outgoing);
  });
  let client: ReturnType<typeof createDynamoClient>;
  let store: ReturnType<typeof createDynamoRecordStore>;

  beforeAll(async () => {
    engine = await startDynalite();
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const setUp = localClient(engine.endpoint);
    await createTable(setUp, 'hub');
    setUp.destroy();
    const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    client = createDynamoClient({ endpoint, region: 'us-east-1', credentials });
    store = createDynamoRecordStore({
      client,
      table: 'hub',
      random: (size) => Buffer.from(`${counter++}`.padStart(size, '0')),
    });
    await store.get({ partition: 'warm', sort: 'up' });
  });
  afterAll(async () => {
    client.destroy();
    for (const response of hanging) response.destroy();
    proxy.close();
    proxy.closeAllConnections();
    await engine.close();
  });
  beforeEach(() => {
    faults.length = 0;
  });

  it.each<Fault>(['drop', 'error_500', 'throttle'])('gets over one %s', async (fault) => {
    faults.push(fault);
    expect(await store.insert(record())).toBe('inserted');
  });

  it.each<Fault>(['drop', 'error_500', 'throttle', 'hang'])(
    'is unavailable, within the callback’s second, when every try ends in %s',
    async (fault) => {
      faults.push(fault, fault, fault, fault);
      const startedAt = Date.now();
      await expect(store.insert(record())).rejects.toThrow(StoreUnavailable);
      expect(Date.now() - startedAt).toBeLessThan(5000);
      expect(faults).toHaveLength(2);
    },
  );

  it('refuses, without a second try, when access is denied', async () => {
    faults.push('denied');
    await expect(store.get({ partition: 'p', sort: 's' })).rejects.toThrow(StoreRejected);
  });

  it('recognises its own insert, replace and remove when their answers got lost', async () => {
    const mine = record();
    faults.push('drop_after');
    expect(await store.insert(mine)).toBe('inserted');
    faults.push('drop_after');
    expect(await store.replace({ ...mine, value: { n: 2 }, version: 1 })).toBe('replaced');
    expect(await store.get(mine)).toMatchObject({ version: 2, value: { n: 2 } });
    faults.push('drop_after');
    expect(await store.remove(mine, 2)).toBe('removed');
    expect(await store.get(mine)).toBeUndefined();
  });

  it('says removed to both when another removes what a lost delete was to remove', async () => {
    const mine = record();
    await store.insert(mine);
    faults.push('hang');
    const lost = store.remove(mine, 1);
    await until(() => faults.length === 0);
    expect(await store.remove(mine, 1)).toBe('removed');
    expect(await lost).toBe('removed');
    expect(await store.remove(mine, 1)).toBe('conflict');
  });
});
