import { createHash } from 'node:crypto';
import type { HubEvent, Logger, RecordStore } from '@dinghub/core';
import { silentLogger } from '@dinghub/core';
import {
  createDispatch,
  type Dispatch,
  type HttpOutcome,
  type HttpRequest,
  type Task,
  type WorkQueue,
} from '@dinghub/core/dispatch';
import { createMemoryRecordStore } from '@dinghub/core/memory';

/** What a process does to the world: each write and each send, in order, with a chance to die before or after it. */
export interface Fate {
  /** Called before an operation; gives its number. */
  before(): number;
  /** Called after it. */
  after(operation: number): void;
}

/** Thrown where a process dies, and by everything that it still tries to do. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** Lets a process live. */
export const immortal: Fate = { before: () => 0, after() {} };

/** Dies before (an even `step`) or after (an odd one) the write or send number `step / 2`. */
export function mortal(step: number): Fate & { readonly died: () => boolean } {
  let operations = 0;
  let dead = false;
  const liveOrDie = (fatal: boolean) => {
    dead ||= fatal;
    if (dead) throw new Died('The process is dead.');
  };
  return {
    before() {
      liveOrDie(step % 2 === 0 && operations === step / 2);
      return operations++;
    },
    after: (operation) => liveOrDie(step % 2 === 1 && operation === (step - 1) / 2),
    died: () => dead,
  };
}

/** Random-looking bytes that are the same in every run. */
export function seededRandom(seed: string): (size: number) => Uint8Array {
  let n = 0;
  return (size) => {
    const chunks = [];
    for (let left = size; left > 0; left -= 32) {
      chunks.push(createHash('sha256').update(`${seed}${n++}`).digest());
    }
    return Buffer.concat(chunks).subarray(0, size);
  };
}

/** Makes an operation of a process one that can be its last. */
export function guardedBy(fate: Fate) {
  return <A extends readonly unknown[], R>(run: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const operation = fate.before();
      const result = await run(...args);
      fate.after(operation);
      return result;
    };
}

/** A world: one store, one queue, receivers, and a clock that tests drive; processes come and go. */
export interface World {
  now: number;
  readonly store: RecordStore;
  /** Tasks that the queue holds, and when it hands them out. */
  queued: { readonly task: Task; readonly at: number }[];
  readonly sent: HttpRequest[];
  /** What a receiver answers. */
  receive: (request: HttpRequest) => HttpOutcome | Promise<HttpOutcome>;
  /** How often the queue hands out what anyone but the sweeper gives it. @default once */
  copies: (task: Task) => number;
  start(fate?: Fate, logger?: Logger): Dispatch;
  /** Runs what the queue holds and is due, as a worker of `dispatch`; says how many. */
  drain(dispatch: Dispatch): Promise<number>;
  /** Lets time pass for a living process: a sweep each minute, tasks in between. */
  live(dispatch: Dispatch, ms: number): Promise<void>;
}

/** An answer. */
export function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): HttpOutcome {
  return { kind: 'answer', status, headers, body, durationMs: 5 };
}

export const START = Date.UTC(2026, 10, 23, 8);

/** An event of user `u1`, received now. */
export function userEvent(id: string, more: Partial<HubEvent> = {}): HubEvent {
  return {
    specversion: '1.0',
    id,
    source: 'dingtalk',
    type: 'user_add_org',
    subject: 'user/u1',
    time: new Date(START).toISOString(),
    corpid: 'dingcorp',
    app: 'default',
    data: { EventType: 'user_add_org', UserId: ['u1'] },
    ...more,
  };
}

/** A webhook subscription to everything that DingTalk sends. */
export function webhookTo(id: string, more: object = {}): object {
  return {
    id,
    pattern: { source: ['dingtalk'] },
    sink: { kind: 'webhook', url: `https://${id}.example/hook` },
    ...more,
  };
}

const TICK_MS = 1000;

export function createWorld(): World {
  const store = createMemoryRecordStore();
  let sweeping = false;
  const sweep = async (dispatch: Dispatch) => {
    sweeping = true;
    try {
      await dispatch.sweeper.sweep();
    } finally {
      sweeping = false;
    }
  };
  const world: World = {
    now: START,
    store,
    queued: [],
    sent: [],
    receive: () => answer(200),
    copies: () => 1,

    start(fate = immortal, logger = silentLogger) {
      const guarded = guardedBy(fate);
      const queue: WorkQueue = {
        maxDelayMs: 900_000,
        enqueue: guarded(async (tasks: readonly Task[], delayMs = 0) => {
          for (const task of tasks) {
            for (let i = sweeping ? 1 : world.copies(task); i > 0; i--)
              world.queued.push({ task, at: world.now + delayMs });
          }
        }),
      };
      return createDispatch({
        store: {
          ...store,
          insert: guarded(store.insert),
          replace: guarded(store.replace),
          remove: guarded(store.remove),
        },
        queue,
        send: guarded(async (request: HttpRequest) => {
          world.sent.push(request);
          return world.receive(request);
        }),
        clock: () => world.now,
        random: seededRandom('world'),
        logger,
        retentionDays: 180,
        checkUrl: () => undefined,
      });
    },

    async drain(dispatch) {
      let done = 0;
      for (;;) {
        const due = world.queued.filter(({ at }) => at <= world.now);
        if (due.length === 0) return done;
        world.queued = world.queued.filter(({ at }) => at > world.now);
        for (const { task } of due) {
          await dispatch.worker.run(task);
          done++;
        }
      }
    },

    async live(dispatch, ms) {
      const until = world.now + ms;
      while (world.now < until) {
        const next = Math.min(...world.queued.map(({ at }) => at), world.now + 60_000, until);
        const minute = Math.floor(next / 60_000) > Math.floor(world.now / 60_000);
        world.now = Math.max(next, world.now + TICK_MS);
        if (minute) await sweep(dispatch);
        await world.drain(dispatch);
      }
    },
  };
  return world;
}

/** The subscriptions whose receivers were sent an event, each with how often. */
export function receipts(world: World, eventId: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { headers } of world.sent) {
    const id = headers['dinghub-subscription'] ?? '';
    if (headers['webhook-id'] === eventId) counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

/** The records that are due, now or at any later time. */
export async function stillDue(world: World): Promise<string[]> {
  const { items } = await world.store.query({ index: 'due', until: Number.MAX_SAFE_INTEGER }, { limit: 1000 });
  return items.map(({ partition, sort }) => `${partition}/${sort}`);
}
