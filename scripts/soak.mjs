// Thousands of events to receivers that fail in every way there is; then each receiver is asked what it got. Nothing may be lost.
//   npm run soak [-- --events 2000] [-- --json]
// Sockets, SQLite and the guarded client are the real ones; only the clock is driven: when nothing is left to do now, it jumps to
// the next thing that is due, so that 75 hours of retries take minutes.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { createDispatch } = require('../packages/core/dist/dispatch/index.js');
const { silentLogger } = require('../packages/core/dist/index.js');
const { createSqliteRecordStore } = require('../packages/local-adapter/dist/record-store.js');
const { createInProcessWorkQueue } = require('../packages/local-adapter/dist/work-queue.js');
const { createRandomPool } = require('../packages/local-adapter/dist/random-pool.js');
const { createHttpSender } = require('../packages/egress/dist/index.js');

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const EVENTS = option('events', 2000);
const MAX_MINUTES = option('minutes', 20);
const asJson = process.argv.includes('--json');

const HOUR = 3_600_000;
let offset = 0;
const clock = () => Date.now() + offset;
const startedAt = clock();
const hours = () => (clock() - startedAt) / HOUR;

/** Receivers by name: what each does with the nth request for an event. `true` from `takes` means that it has it for good. */
const RECEIVERS = {
  'always well': { answer: (response) => response.end() },
  'answers 500 twice': { answer: (response, nth) => response.writeHead(nth <= 2 ? 500 : 200).end() },
  'answers 429 with Retry-After twice': {
    answer: (response, nth) => response.writeHead(nth <= 2 ? 429 : 204, nth <= 2 ? { 'retry-after': '3' } : {}).end(),
  },
  'resets the connection once': {
    answer: (response, nth) => (nth === 1 ? response.socket.resetAndDestroy() : response.end()),
  },
  'hangs before it answers once': { answer: (response, nth) => (nth === 1 ? undefined : response.end()) },
  'is down for six hours': { answer: (response) => response.writeHead(hours() < 6 ? 503 : 200).end() },
  'refuses connections for two hours': {
    answer: (response) => (hours() < 2 ? response.socket.resetAndDestroy() : response.end()),
  },
  'sends bodies without end': {
    answer: (response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(65_536)), 5);
      response.on('close', () => clearInterval(more));
    },
  },
  'redirects to a private address': {
    dead: true,
    answer: (response) => response.writeHead(302, { location: 'http://10.1.2.3/' }).end(),
  },
  'always answers 500': { dead: true, answer: (response) => response.writeHead(500).end() },
  'always hangs': { dead: true, answer: () => {} },
  'says 410': { dead: true, gone: true, answer: (response) => response.writeHead(410).end() },
};

async function startReceiver({ answer }) {
  const requests = new Map();
  const taken = new Map();
  const server = createServer((request, response) => {
    const id = request.headers['webhook-id'];
    request.resume().on('end', () => {
      const nth = (requests.get(id) ?? 0) + 1;
      requests.set(id, nth);
      response.on('error', () => {});
      const before = response.writeHead;
      response.writeHead = (status, ...rest) => {
        if (status < 300) taken.set(id, (taken.get(id) ?? 0) + 1);
        return before.call(response, status, ...rest);
      };
      const end = response.end;
      response.end = (...rest) => {
        if (!response.headersSent) response.writeHead(200);
        return end.call(response, ...rest);
      };
      answer(response, nth);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, taken, close };
}

const folder = mkdtempSync(join(tmpdir(), 'dinghub-soak-'));
const store = createSqliteRecordStore({ path: join(folder, 'dinghub.db') });
const limits = { connectMs: 500, firstByteMs: 500, totalMs: 1000 };
const send = createHttpSender({ clock, allowNetworks: ['127.0.0.0/8'], limits });
let running = 0;
let idleAt = Date.now();
const pool = createInProcessWorkQueue({
  logger: silentLogger,
  run: async (task) => {
    running++;
    try {
      await dispatch.worker.run(task);
    } finally {
      running--;
      idleAt = Date.now();
    }
  },
});
/** Takes what is due now; what is due later is found by the sweeper when the clock has got there. */
const queue = { maxDelayMs: 0, enqueue: (tasks) => pool.enqueue(tasks) };
const dispatch = createDispatch({
  store,
  queue,
  send,
  clock,
  random: createRandomPool(),
  logger: silentLogger,
  retentionDays: 180,
});

const receivers = new Map();
for (const [i, [name, behaviour]] of Object.entries(RECEIVERS).entries()) {
  const receiver = await startReceiver(behaviour);
  receivers.set(`r${i}`, { name, dead: behaviour.dead === true, gone: behaviour.gone === true, ...receiver });
  await dispatch.subscriptions.create({
    id: `r${i}`,
    pattern: { source: ['dingtalk'] },
    sink: { kind: 'webhook', url: receiver.url },
  });
}

const log = (text) => asJson || process.stderr.write(text);
const realStart = Date.now();
const ids = Array.from({ length: EVENTS }, (_, i) => `soak-${i}`);
for (let i = 0; i < ids.length; i += 100) {
  const batch = ids.slice(i, i + 100).map((id) => ({
    specversion: '1.0',
    id,
    source: 'dingtalk',
    type: 'check_in',
    time: new Date(clock()).toISOString(),
    app: 'default',
    data: { EventType: 'check_in', StaffId: id },
  }));
  await dispatch.publish(batch);
}

const idle = async () => {
  do await new Promise((resolve) => setTimeout(resolve, 10));
  while (running > 0 || Date.now() - idleAt < 30);
};
for (;;) {
  await idle();
  await dispatch.sweeper.sweep();
  await idle();
  const { items } = await store.query({ index: 'due', until: Number.MAX_SAFE_INTEGER }, { limit: 1 });
  const minutes = (Date.now() - realStart) / 60_000;
  log(`\r${hours().toFixed(1)} hours simulated in ${minutes.toFixed(1)} minutes   `);
  if (items.length === 0 || minutes > MAX_MINUTES) break;
  // The sweeper comes every minute at first, and more and more seldom as time goes by: late is all that it may make things.
  const late = Math.max(60_000, 0.02 * (clock() - startedAt));
  if (items[0].dueAt > clock()) offset += Math.max(items[0].dueAt - clock() + 1, late);
}
log('\n');

const rows = [];
for (const [id, { name, dead, gone, taken }] of receivers) {
  const row = { receiver: name, sent: ids.length, delivered: 0, duplicated: 0, dead: 0, lost: 0 };
  for (const event of ids) {
    const { state } = (await dispatch.deliveries.get(event, id)) ?? {};
    const times = taken.get(event) ?? 0;
    if (times > 1) row.duplicated++;
    if (state === 'delivered' && times > 0) row.delivered++;
    // Of a subscription that 410 has disabled, later events open no delivery.
    else if (dead && (state === 'dead' || (gone && state === undefined))) row.dead++;
    else row.lost++;
  }
  rows.push(row);
}
const total = (field) => rows.reduce((sum, row) => sum + row[field], 0);
const lost = total('lost');
if (asJson) process.stdout.write(`${JSON.stringify({ hours: hours(), rows })}\n`);
else {
  const fields = ['sent', 'delivered', 'duplicated', 'dead', 'lost'];
  const line = (name, values) => `${name.padEnd(38)}${values.map((value) => String(value).padStart(11)).join('')}\n`;
  process.stdout.write(line('receiver', fields));
  for (const row of rows)
    process.stdout.write(
      line(
        row.receiver,
        fields.map((field) => row[field]),
      ),
    );
  process.stdout.write(line('all', fields.map(total)));
}
for (const { close } of receivers.values()) close();
await pool.close();
await send.close();
await store.close();
rmSync(folder, { recursive: true, force: true });
process.exit(lost === 0 ? 0 : 1);
