// Durable callbacks of the whole local hub over sockets, against a bare node:http server that reads the body and answers.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive } from './load.mjs';
import { median } from './measure.mjs';
import { startServer } from './processes.mjs';

const require = createRequire(import.meta.url);
const { decodeAesKey, sealEnvelope, sign } = require('../packages/core/dist/index.js');
const hub = require.resolve('../packages/local-adapter/dist/index.js');

const APP = { token: 'benchtoken', aesKey: 'q'.repeat(43), ownerKey: 'dingbench' };
const CONNECTIONS = 64;

const HUB = `
  const { startHub, createLogger } = require(${JSON.stringify(hub)});
  startHub({ host: '127.0.0.1', port: 0, dataFolder: process.env.BENCH_DATA, env: process.env, logger: createLogger('warn') })
    .then((hub) => {
      process.send({ port: Number(new URL(hub.url).port) });
      process.on('SIGTERM', () => hub.close().then(() => process.exit(0)));
    });`;

/** As little as a server can do: the body is read, and an answer of the same length as the hub's goes back. */
const BARE = `
  const body = JSON.stringify({ msg_signature: 'x'.repeat(40), timeStamp: '1763900000000', nonce: 'x'.repeat(16), encrypt: 'x'.repeat(88) });
  const server = require('node:http').createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      Buffer.concat(chunks);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));`;

/** A signed callback as the bytes that go over the wire. */
function prepare(n) {
  const message = JSON.stringify({
    EventType: 'user_modify_org',
    eventId: `bench-${process.pid}-${n}`,
    CorpId: 'dingcorp0123456789',
    TimeStamp: String(1763900000000 + n),
    UserId: [`user${n % 1000}`],
  });
  const random = () => new Uint8Array(16).fill(n % 251);
  const aesKey = decodeAesKey(APP.aesKey);
  const encrypt = sealEnvelope({ aesKey, random, ownerKey: APP.ownerKey, message });
  const signature = sign({ token: APP.token, timestamp: '1763900000000', nonce: 'n0nce', encrypt });
  const body = JSON.stringify({ encrypt });
  const path = `/v1/dingtalk?signature=${signature}&timestamp=1763900000000&nonce=n0nce`;
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n`;
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** The rows of the table. */
export async function rows({ quick }) {
  const data = mkdtempSync(join(tmpdir(), 'dinghub-bench-'));
  const keys = { DINGTALK_TOKEN: APP.token, DINGTALK_AES_KEY: APP.aesKey, DINGTALK_OWNER_KEY: APP.ownerKey };
  const servers = { ours: await startServer(HUB, { BENCH_DATA: data, ...keys }), theirs: await startServer(BARE) };
  const perRound = quick ? 2000 : 6000;
  const ratios = [];
  const rates = [];
  for (let round = -1; round < (quick ? 3 : 9); round++) {
    const requests = Array.from({ length: perRound }, (_, i) => prepare((round + 1) * perRound + i));
    const ms = {};
    for (const side of round % 2 ? ['ours', 'theirs'] : ['theirs', 'ours']) {
      ms[side] = await drive({ port: servers[side].port, connections: CONNECTIONS, requests });
    }
    // The first round only warms up.
    if (round < 0) continue;
    ratios.push(ms.theirs / ms.ours);
    rates.push((perRound / ms.ours) * 1000);
  }
  await servers.ours.stop();
  await servers.theirs.stop();
  rmSync(data, { recursive: true, force: true });
  const ratio = median(ratios);
  return [
    {
      what: `local hub, durable callbacks/s at ${CONNECTIONS} connections (${Math.round(median(rates))}/s)`,
      baseline: 'bare node:http server',
      unit: '×',
      bar: '≥ 0.4',
      ratio,
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
      met: ratio >= 0.4,
    },
  ];
}
