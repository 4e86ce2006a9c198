import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HubEvent, type Logger, silentLogger } from '@dinghub/core';
import { type DingTalkServer, type FailedListDeletes, sampleEvent, startDingTalkServer } from '@dinghub/simulator';
import { type Receiver, recordingLogger, registerCallback, startReceiver, until } from '@dinghub/testkit';
import { startHub } from '../src/main';
import { createSqliteRecordStore } from '../src/record-store';

const APP = { appKey: 'dingapp', appSecret: 'the-app-secret', corpId: 'dingcorp' };
const CREDENTIAL = { token: 'a-callback-token', aesKey: 'k'.repeat(43) };
const ADMIN_TOKEN = 'a-token-of-ours-1234';
const LIST = '/call_back/get_call_back_failed_result';
/** Longer than a poller's lease. */
const BEHIND_MS = 5 * 60_000;

const users = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** A hub that was away, what it missed at DingTalk, and a subscriber who waits. */
interface Scene {
  readonly data: string;
  readonly dingtalk: DingTalkServer;
  readonly receiver: Receiver;
  /** What can no longer be pushed. */
  miss(names: readonly string[]): Promise<void>;
  /** Starts a hub that asks at once; when it is done, gives what is in its store. */
  restart(): Promise<readonly HubEvent[]>;
  asked(): number;
}

const folder = mkdtempSync(join(tmpdir(), 'dinghub-reconcile-crash-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function using(failedListDeletes: FailedListDeletes, run: (scene: Scene) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(folder, 'data-'));
  const options = { clock: Date.now, random: randomBytes, sleep: async () => {}, retryDelaysMs: [], failedListDeletes };
  const dingtalk = await startDingTalkServer({ apps: [APP], ...options });
  const receiver = await startReceiver();
  const env = {
    DINGTALK_TOKEN: CREDENTIAL.token,
    DINGTALK_AES_KEY: CREDENTIAL.aesKey,
    DINGTALK_OWNER_KEY: APP.corpId,
    DINGTALK_APP_KEY: APP.appKey,
    DINGTALK_APP_SECRET: APP.appSecret,
    DINGTALK_API_ENDPOINT: dingtalk.url,
    DINGHUB_ADMIN_TOKEN: ADMIN_TOKEN,
  };
  const start = (reconcile: { firstMs: number; everyMs?: number }, more = {}, logger: Logger = silentLogger) =>
    startHub({ host: '127.0.0.1', port: 0, dataFolder: data, env: { ...env, ...more }, logger, reconcile });

  const hub = await start({ firstMs: 1 }, { DINGHUB_RECONCILE: 'false' });
  const sink = { kind: 'webhook', url: receiver.url };
  await fetch(`${hub.url}/v1/subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify({ id: 'all', pattern: { source: ['dingtalk', 'dinghub'] }, sink }),
  });
  await registerCallback(dingtalk.url, APP, { ...CREDENTIAL, url: `${hub.url}/v1/dingtalk` });
  await hub.close();

  const scene: Scene = {
    ...{ data, dingtalk, receiver },
    async miss(names) {
      for (const name of names) {
        const event = { ...sampleEvent('user_add_org', { ...options, corpId: APP.corpId }), UserId: [name] };
        expect(await dingtalk.push(APP.appKey, event)).toMatchObject({ kind: 'failed' });
      }
    },
    async restart() {
      const logger = recordingLogger();
      const again = await start({ firstMs: 10, everyMs: 100 }, {}, logger);
      await until(() => logger.lines.some(({ code }) => code === 'reconciled' || code === 'reconcile_failed'));
      const events = await eventsIn(data);
      await until(() => new Set(heard(receiver)).size >= events.length);
      await again.close();
      return events;
    },
    asked: () => dingtalk.calls().filter(({ path }) => path === LIST).length,
  };
  try {
    await run(scene);
  } finally {
    await dingtalk.close();
    await receiver.close();
  }
}

/** Every event in a store, read from its file. */
async function eventsIn(data: string): Promise<readonly HubEvent[]> {
  const store = createSqliteRecordStore({ path: join(data, 'dinghub.db') });
  try {
    const events: HubEvent[] = [];
    for (const day of [Date.now() - 86_400_000, Date.now()]) {
      const name = `events#${new Date(day).toISOString().slice(0, 10)}`;
      const { items } = await store.query({ index: 'timeline', name }, { limit: 1000 });
      events.push(...items.map(({ value }) => value as unknown as HubEvent));
    }
    return events;
  } finally {
    await store.close();
  }
}

const heard = ({ received }: Receiver) => received.map(({ headers }) => String(headers['webhook-id']));
const subjects = (events: readonly HubEvent[]) =>
  events.flatMap(({ source, subject }) => (source === 'dingtalk' ? [subject] : [])).sort();
const notices = (events: readonly HubEvent[]) =>
  events.flatMap(({ source, type }) => (source === 'dinghub' ? [type] : []));

/** Starts a poller in a process of its own; it begins when it is told to. */
async function startPoller({ data, dingtalk }: Scene, more: { dies?: string; behindMs?: number } = {}) {
  const { behindMs = BEHIND_MS } = more;
  const what = { data, endpoint: dingtalk.url, appKey: APP.appKey, appSecret: APP.appSecret, ...more, behindMs };
  const child = fork(join(__dirname, 'polling-process.js'), [JSON.stringify(what)]);
  children.push(child);
  await once(child, 'message');
  return child;
}

describe.each<FailedListDeletes>(['next_call', 'when_returned'])(
  'a poller that is killed, where pages go %s',
  (mode) => {
    const missed = users('missed', 60);
    const later = ['later'];
    const all = [...missed, ...later].map((name) => `user/${name}`).sort();

    it.each<[dies: string, outcome: 'kept' | 'kept, and told' | 'lost, and told']>([
      // Whether DingTalk was asked, nobody knows who comes after: it may be lost, and that is told.
      ['asking', 'kept, and told'],
      // To ask again is to delete what was given before: in either mode the answer was the only one.
      ['answered', 'lost, and told'],
      ['stored', 'kept'],
      ['in the middle', 'kept'],
      ['appended', 'kept'],
      ['settled', 'kept'],
    ])('when it was “%s”: the page is %s; each event is there once and reaches its subscriber', (dies, outcome) =>
      using(mode, async (scene) => {
        await scene.miss(missed);
        const poller = await startPoller(scene, { dies });
        poller.send('go');
        expect(await once(poller, 'exit')).toEqual([null, 'SIGKILL']);
        await scene.miss(later);

        const events = await scene.restart();
        expect(subjects(events)).toEqual(outcome.startsWith('lost') ? ['user/later'] : all);
        expect(notices(events)).toEqual(outcome.endsWith('told') ? ['dinghub.reconcile.answer_lost'] : []);
        expect([...new Set(heard(scene.receiver))].sort()).toEqual(events.map(({ id }) => id).sort());
        expect(await scene.restart()).toHaveLength(events.length);
      }),
    );

    it('while the answer is on its way: the page is lost, and told', () =>
      using(mode, async (scene) => {
        await scene.miss(missed);
        scene.dingtalk.faults.add({ path: LIST, takesEffect: true, answer: { kind: 'hang' } });
        const poller = await startPoller(scene);
        poller.send('go');
        await until(() => scene.asked() === 1);
        poller.kill('SIGKILL');
        expect(await once(poller, 'exit')).toEqual([null, 'SIGKILL']);
        await scene.miss(later);
        const events = await scene.restart();
        expect(subjects(events)).toEqual(['user/later']);
        expect(notices(events)).toEqual(['dinghub.reconcile.answer_lost']);
      }));
  },
);

describe('two pollers of one store', () => {
  it('in processes of their own, begun at once: each event is there once, and no page is asked for by both', () =>
    using('when_returned', async (scene) => {
      const missed = users('missed', 410);
      await scene.miss(missed);
      // As a hub has it: no lease of one is over for the other.
      const pollers = await Promise.all([0, 0, 0].map((behindMs) => startPoller(scene, { behindMs })));
      const reports = await Promise.all(
        pollers.map(async (poller) => {
          poller.send('go');
          const [report] = (await once(poller, 'message')) as [Readonly<Record<string, unknown>>];
          return report;
        }),
      );
      const sum = (field: string) => reports.reduce((total, report) => total + Number(report[field]), 0);
      expect([sum('pages'), sum('entries'), sum('recovered'), sum('present')]).toEqual([3, 410, 410, 0]);
      expect(reports.filter(({ outcome }) => outcome === 'busy').length).toBeGreaterThan(0);
      const events = await eventsIn(scene.data);
      expect(subjects(events)).toEqual(missed.map((name) => `user/${name}`).sort());
      expect(notices(events)).toEqual([]);
    }));

  it('in two hubs on one data folder that start together: the same, and each event reaches its subscriber', () =>
    using('next_call', async (scene) => {
      const missed = users('missed', 210);
      await scene.miss(missed);
      const [events] = await Promise.all([scene.restart(), scene.restart()]);
      const stored = await eventsIn(scene.data);
      expect(subjects(stored)).toEqual(missed.map((name) => `user/${name}`).sort());
      expect(notices(stored)).toEqual([]);
      expect(events?.length).toBeLessThanOrEqual(stored.length);
      await until(() => new Set(heard(scene.receiver)).size === stored.length);
    }));
});
