// Durable callbacks of the whole local hub over sockets, against a bare node:http server that reads the body and answers.
import { callbackBytes, startHub } from './hub.mjs';
import { drive } from './load.mjs';
import { median } from './measure.mjs';
import { startServer } from './processes.mjs';

const CONNECTIONS = 64;

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

/** The rows of the table. */
export async function rows({ quick }) {
  const servers = { ours: await startHub(), theirs: await startServer(BARE) };
  const perRound = quick ? 2000 : 6000;
  const ratios = [];
  const rates = [];
  for (let round = -1; round < (quick ? 3 : 9); round++) {
    const first = (round + 1) * perRound;
    const requests = Array.from({ length: perRound }, (_, i) =>
      callbackBytes(`bench-${process.pid}-${first + i}`, first + i),
    );
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
