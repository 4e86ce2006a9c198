// The memory of the local hub under a steady load: does it grow? Ten minutes; `--quick` takes one.
import { callbackBytes, startHub } from './hub.mjs';
import { open } from './load.mjs';
import { median } from './measure.mjs';
import { startServer } from './processes.mjs';

/** Takes everything; `/fail` fails half of it. */
const RECEIVER = `
  let n = 0;
  const server = require('node:http').createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(request.url === '/fail' && n++ % 2 ? 500 : 200).end());
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));`;

const PER_SECOND = 100;

/** The rows of the table. */
export async function rows({ quick }) {
  const receiver = await startServer(RECEIVER);
  const url = `http://127.0.0.1:${receiver.port}/`;
  const hub = await startHub([url, `${url}other`, `${url}fail`]);
  const send = await open(hub.port);
  const durationMs = quick ? 60_000 : 600_000;
  const startedAt = Date.now();
  const samples = [];
  for (let n = 0; Date.now() - startedAt < durationMs; n++) {
    const answer = await send(callbackBytes(`memory-${process.pid}-${n}`, n));
    if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`Answered with ${answer.slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedAt + (n * 1000) / PER_SECOND - Date.now())));
    const sampleAt = startedAt + ((samples.length + 1) * durationMs) / 30;
    if (Date.now() >= sampleAt) samples.push((await hub.ask('memory')).memory);
  }
  send.end();
  await hub.stop();
  await receiver.stop();
  // The first third is for caches and compiled code to fill.
  const third = Math.floor(samples.length / 3);
  const part = (field, from) => median(samples.slice(from, from + third).map((sample) => sample[field]));
  return ['heapUsed', 'rss'].map((field) => {
    const ratio = part(field, 2 * third) / part(field, third);
    const megabytes = (part(field, 2 * third) / 1e6).toFixed(0);
    return {
      what: `${field} of the local hub at ${PER_SECOND} callbacks/s and three subscribers, last third of ${durationMs / 60_000} min (${megabytes} MB)`,
      baseline: 'middle third',
      unit: '×',
      bar: '≤ 1.1',
      ratio,
      lowest: ratio,
      highest: ratio,
      met: ratio <= 1.1,
    };
  });
}
