// From the answer to a callback until the subscriber has the event: the whole local hub over sockets; and what a subscriber that
// hangs does to the others.
import { callbackBytes, startHub } from './hub.mjs';
import { open } from './load.mjs';
import { startServer } from './processes.mjs';

/** Tells its parent when each event came, in ms with fractions; `/hang` never answers. */
const RECEIVER = `
  const { performance } = require('node:perf_hooks');
  const server = require('node:http').createServer((request, response) => {
    const at = performance.timeOrigin + performance.now();
    request.resume().on('end', () => {
      if (request.url === '/hang') return;
      process.send({ id: request.headers['webhook-id'], at });
      response.end();
    });
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));`;

/** Between two callbacks, so that the hub is at rest: this measures lag, not throughput. */
const PAUSE_MS = 10;

const now = () => performance.timeOrigin + performance.now();
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)];

let count = 0;

/** Sends callbacks one after the other; gives how long each answer took, and each lag behind it. */
async function measure(arrived, urls, events) {
  const hub = await startHub(urls);
  const send = await open(hub.port);
  const [answers, lags] = [[], []];
  for (let i = -20; i < events; i++) {
    const id = `lag-${process.pid}-${count++}`;
    const at = new Promise((resolve) => arrived.set(id, resolve));
    const request = callbackBytes(id, count);
    const startedAt = now();
    const answer = await send(request);
    const answeredAt = now();
    if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`Answered with ${answer.slice(0, 300)}`);
    const lag = Math.max(0, (await at) - answeredAt);
    arrived.delete(id);
    // The first ones only warm up.
    if (i >= 0) {
      answers.push(answeredAt - startedAt);
      lags.push(lag);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  send.end();
  await hub.stop();
  return { answers, lags };
}

/** The rows of the table. */
export async function rows({ quick }) {
  const receiver = await startServer(RECEIVER);
  const arrived = new Map();
  receiver.onMessage(({ id, at }) => arrived.get(id)?.(at));
  const url = `http://127.0.0.1:${receiver.port}/`;
  const events = quick ? 150 : 500;
  const [alone, beside] = [[], []];
  const [answers, ratios] = [[], []];
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    const first = await measure(arrived, [url], events);
    const second = await measure(arrived, [url, `${url}hang`], events);
    alone.push(...first.lags);
    answers.push(...first.answers);
    beside.push(...second.lags);
    ratios.push(quantile(second.lags, 0.99) / quantile(first.lags, 0.99));
  }
  await receiver.stop();
  const row = (what, baseline, ratio, bar, spread = [ratio]) => ({
    what,
    baseline,
    unit: '×',
    bar: bar === undefined ? '–' : `≤ ${bar}`,
    ratio,
    lowest: Math.min(...spread),
    highest: Math.max(...spread),
    met: bar === undefined || ratio <= bar,
  });
  const ms = (value) => `${value.toFixed(1)} ms`;
  const lag = (q) => `lag from the callback's answer to the first attempt, p${q * 100} (${ms(quantile(alone, q))})`;
  return [
    row(lag(0.5), 'the time of the answer itself, p50', quantile(alone, 0.5) / quantile(answers, 0.5)),
    row(lag(0.99), 'the time of the answer itself, p99', quantile(alone, 0.99) / quantile(answers, 0.99)),
    row(
      `the same beside a subscriber that hangs, p99 (${ms(quantile(beside, 0.99))})`,
      'without it',
      quantile(beside, 0.99) / quantile(alone, 0.99),
      2,
      ratios,
    ),
  ];
}
