// Events to 1, 10 and 100 subscribers through the local hub's store, queue and guarded client, against bare undici posting as many
// of the same bodies.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { median } from './measure.mjs';
import { startServer } from './processes.mjs';

const require = createRequire(import.meta.url);
const { createDispatch } = require('../packages/core/dist/dispatch/index.js');
const { silentLogger } = require('../packages/core/dist/index.js');
const { createSqliteRecordStore } = require('../packages/local-adapter/dist/record-store.js');
const { createInProcessWorkQueue } = require('../packages/local-adapter/dist/work-queue.js');
const { createRandomPool } = require('../packages/local-adapter/dist/random-pool.js');
const { createHttpSender } = require('../packages/egress/dist/index.js');

/** Takes everything. */
const RECEIVER = `
  const server = require('node:http').createServer((request, response) => {
    request.resume().on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));`;

const CONCURRENCY = 64;

async function startHub(urls) {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-bench-'));
  const store = createSqliteRecordStore({ path: join(folder, 'hub.db') });
  const send = createHttpSender({
    clock: Date.now,
    allowNetworks: ['127.0.0.0/8'],
    limits: { maxConnectionsPerOrigin: 64 },
  });
  let delivered = 0;
  let wake = () => {};
  const queue = createInProcessWorkQueue({
    logger: silentLogger,
    run: async (task) => {
      await dispatch.worker.run(task);
      if (task.kind === 'deliver') delivered++;
      wake();
    },
  });
  const effects = { store, queue, send, clock: Date.now, random: createRandomPool(), logger: silentLogger };
  const dispatch = createDispatch({ ...effects, retentionDays: 180 });
  for (const [i, url] of urls.entries()) {
    await dispatch.subscriptions.create({
      id: `s${i}`,
      pattern: { source: ['dingtalk'] },
      sink: { kind: 'webhook', url },
    });
  }
  return {
    dispatch,
    async deliveredMore(count) {
      const goal = delivered + count;
      await new Promise((resolve) => {
        wake = () => delivered >= goal && resolve();
      });
    },
    async close() {
      await queue.close(0);
      await store.close();
      void send.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let count = 0;
function event() {
  const id = `bench-${process.pid}-${count++}`;
  return {
    specversion: '1.0',
    id,
    source: 'dingtalk',
    type: 'user_modify_org',
    time: new Date().toISOString(),
    corpid: 'dingbench',
    app: 'default',
    data: { EventType: 'user_modify_org', UserId: ['u1'], text: 'x'.repeat(200) },
  };
}

async function post(url, deliveries) {
  const agent = new Agent({ connections: CONCURRENCY });
  const body = JSON.stringify({ datacontenttype: 'application/json', ...event() });
  const headers = { 'content-type': 'application/cloudevents+json' };
  let left = deliveries;
  const client = async () => {
    while (left-- > 0) {
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  await agent.close();
}

async function timed(run) {
  const startedAt = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - startedAt) / 1e6;
}

/** The rows of the table. */
export async function rows({ quick }) {
  const receiver = await startServer(RECEIVER);
  const url = `http://127.0.0.1:${receiver.port}/`;
  const result = [];
  const perDelivery = new Map();
  for (const subscribers of [1, 10, 100]) {
    const hub = await startHub(Array(subscribers).fill(url));
    const events = Math.ceil((quick ? 1000 : 2000) / subscribers);
    const deliveries = events * subscribers;
    const [ratios, rates] = [[], []];
    for (let round = -1; round < (quick ? 3 : 7); round++) {
      const ours = async () => {
        const done = hub.deliveredMore(deliveries);
        await Promise.all(Array.from({ length: events }, () => hub.dispatch.publish([event()])));
        await done;
      };
      const ms = {};
      for (const side of round % 2 ? ['ours', 'theirs'] : ['theirs', 'ours']) {
        ms[side] = await timed(side === 'ours' ? ours : () => post(url, deliveries));
      }
      if (round < 0) continue;
      ratios.push(ms.theirs / ms.ours);
      rates.push((deliveries / ms.ours) * 1000);
    }
    await hub.close();
    perDelivery.set(subscribers, 1 / median(rates));
    const ratio = median(ratios);
    result.push({
      what: `dispatch and delivery at ${subscribers} subscriber${subscribers > 1 ? 's' : ''} (${Math.round(median(rates))} deliveries/s)`,
      baseline: 'bare undici posting the same bodies',
      unit: '×',
      bar: '≥ 0.3',
      ratio,
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
      met: ratio >= 0.3,
    });
  }
  for (const subscribers of [10, 100]) {
    const ratio = perDelivery.get(subscribers) / perDelivery.get(1);
    result.push({
      what: `time of one delivery at ${subscribers} subscribers`,
      baseline: 'at one subscriber',
      unit: '×',
      bar: '≤ 1.5',
      ratio,
      lowest: ratio,
      highest: ratio,
      met: ratio <= 1.5,
    });
  }
  await receiver.stop();
  return result;
}
