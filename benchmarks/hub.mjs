// The whole local hub in a process of its own, its subscriptions, and signed callbacks as the bytes that go over the wire.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './processes.mjs';

const require = createRequire(import.meta.url);
const { decodeAesKey, sealEnvelope, sign } = require('../packages/core/dist/index.js');
const adapter = require.resolve('../packages/local-adapter/dist/index.js');

const APP = { token: 'benchtoken', aesKey: 'q'.repeat(43), ownerKey: 'dingbench' };
const ADMIN_TOKEN = 'bench-admin-token';

const HUB = `
  const { startHub, createLogger } = require(${JSON.stringify(adapter)});
  startHub({ host: '127.0.0.1', port: 0, dataFolder: process.env.BENCH_DATA, env: process.env, logger: createLogger('error') })
    .then((hub) => {
      process.send({ port: Number(new URL(hub.url).port) });
      process.on('message', () => { global.gc?.(); process.send({ memory: process.memoryUsage() }); });
      process.on('SIGTERM', () => hub.close().then(() => process.exit(0)));
    });`;

/** Starts a hub with webhook subscriptions to these URLs. */
export async function startHub(urls = []) {
  const data = mkdtempSync(join(tmpdir(), 'dinghub-bench-'));
  const keys = { DINGTALK_TOKEN: APP.token, DINGTALK_AES_KEY: APP.aesKey, DINGTALK_OWNER_KEY: APP.ownerKey };
  const env = { BENCH_DATA: data, DINGHUB_ADMIN_TOKEN: ADMIN_TOKEN, ...keys };
  const server = await startServer(HUB, env, ['--expose-gc']);
  for (const [i, url] of urls.entries()) {
    const answer = await fetch(`http://127.0.0.1:${server.port}/v1/subscriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      body: JSON.stringify({ id: `s${i}`, pattern: { source: ['dingtalk'] }, sink: { kind: 'webhook', url } }),
    });
    if (answer.status !== 201) throw new Error(`The hub answered ${answer.status}: ${await answer.text()}`);
  }
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** A signed callback of an event with this id, as the bytes that go over the wire. */
export function callbackBytes(eventId, n) {
  const message = JSON.stringify({
    EventType: 'user_modify_org',
    eventId,
    CorpId: 'dingcorp0123456789',
    TimeStamp: String(1763900000000 + n),
    UserId: [`user${n % 1000}`],
  });
  const random = () => new Uint8Array(16).fill(n % 251);
  const encrypt = sealEnvelope({ aesKey: decodeAesKey(APP.aesKey), random, ownerKey: APP.ownerKey, message });
  const signature = sign({ token: APP.token, timestamp: '1763900000000', nonce: 'n0nce', encrypt });
  const body = JSON.stringify({ encrypt });
  const path = `/v1/dingtalk?signature=${signature}&timestamp=1763900000000&nonce=n0nce`;
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n`;
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
