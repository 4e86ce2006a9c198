import type { HubEvent, JsonObject, Logger } from '@dinghub/core';
import { silentLogger } from '@dinghub/core';
import { appendAndEnqueue, type Task } from '@dinghub/core/dispatch';
import {
  createDingTalk,
  createReconciler,
  type FailedSource,
  failedListSource,
  type ReconcilerOptions,
  suiteSource,
} from '../../../src/dingtalk/index';
import {
  createWorld,
  type Fate,
  guardedBy,
  immortal,
  START,
  seededRandom,
  type World,
} from '../../dispatch/simulation';
import { createFakeDingTalk, SECRETS } from '../fake-dingtalk';
import { createVirtualTime, type VirtualTime } from '../virtual-time';

/** An entry of the failed list about a user. */
export function entry(id: string, at = START - 600_000): JsonObject {
  return { call_back_tag: 'user_add_org', event_time: at, user_add_org: { userid: [id], corpid: 'dingcorp' } };
}

export const entries = (count: number, prefix = 'u') => Array.from({ length: count }, (_, i) => entry(`${prefix}${i}`));

const ORGANISATION = { state: 'authorised', at: START, type: 'org_suite_auth', event: 'e' } as const;

let processes = 0;

/** A hub with its subscribers, and the DingTalk that could not reach it. */
export function createReconcileWorld(source: 'list' | 'records' = 'list') {
  const world: World = createWorld();
  const time: VirtualTime = createVirtualTime(START);
  Object.defineProperty(world, 'now', {
    get: () => time.now,
    set: (at: number) => {
      time.now = at;
    },
  });
  const fake = createFakeDingTalk(time.clock);

  /** A process that reconciles, each write and each call of which can be its last. */
  function start(fate: Fate = immortal, more: Partial<ReconcilerOptions> = {}, logger: Logger = silentLogger) {
    const guarded = guardedBy(fate);
    const store = {
      ...world.store,
      insert: guarded(world.store.insert),
      replace: guarded(world.store.replace),
      remove: guarded(world.store.remove),
    };
    const dispatch = world.start(fate, logger);
    const random = seededRandom(`process ${processes++}`);
    const effects = { store, clock: time.clock, sleep: time.sleep, random, logger };
    const dingtalk = createDingTalk({ app: { name: 'default', ...SECRETS }, http: guarded(fake.http), ...effects });
    const enqueue = async (tasks: readonly Task[]) => {
      for (const task of tasks) world.queued.push({ task, at: time.now });
    };
    const events = {
      ...dispatch.events,
      ...appendAndEnqueue({ events: dispatch.events, queue: { enqueue }, logger, after: () => () => {} }),
    };
    const suites = {
      organisations: async () => ({
        items: fake.organisations.map((corpId) => ({ ...ORGANISATION, corpId })),
      }),
    };
    const sourceOf = (): FailedSource =>
      source === 'list'
        ? failedListSource(dingtalk.call)
        : suiteSource({ app: 'default', dingTalk: dingtalk, suites, random, logger });
    const reconciler = createReconciler({ app: 'default', source: sourceOf, events, ...effects, ...more });
    return { dispatch, dingtalk, reconciler, events };
  }

  /** Every event in the log, by what it is about. */
  async function log(): Promise<readonly HubEvent[]> {
    const { events } = world.start();
    const all: HubEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await events.list(
        { until: time.now + 86_400_000 },
        { limit: 500, order: 'ascending', ...(cursor === undefined ? {} : { cursor }) },
      );
      all.push(...page.items.map(({ event }) => event));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all.sort((a, b) => ((a.subject ?? '') < (b.subject ?? '') ? -1 : 1));
  }

  const users = async () =>
    (await log())
      .filter(({ source: from }) => from === 'dingtalk')
      .map(({ subject }) => subject?.slice('user/'.length) ?? '');
  const notices = async () => (await log()).filter(({ type }) => type.startsWith('dinghub.reconcile.'));
  return { world, time, fake, start, log, users, notices };
}
