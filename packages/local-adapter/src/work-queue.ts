import type { Logger } from '@dinghub/core';
import { type Task, taskKey, type WorkQueue } from '@dinghub/core/dispatch';

/** The work queue of the local hub. */
export interface InProcessWorkQueue extends WorkQueue {
  /** Takes nothing more and waits for what is running, at most `graceMs`. What is left is in the store. */
  close(graceMs?: number): Promise<void>;
}

/** Retries up to here have a timer; longer waits are the sweeper's, which comes every few seconds. */
const MAX_DELAY_MS = 60_000;

/** A pool for everything. A receiver that hangs leaves room for the others: see {@link shareOf}. */
const MOST_RUNNING = 768;
const SHARE = 12;

/** What waits in one lane beyond this is left to the sweeper: memory stays bounded, and no lane takes the others' room. */
const MOST_WAITING = 5000;

/** Retries that wait for their time beyond this are the sweeper's too. */
const MOST_TIMERS = 50_000;

/** The lane of what dispatches: it goes first, and has room of its own. */
const DISPATCH = '';
const DISPATCH_ROOM = 32;

/** The tasks of one subscription, or those that dispatch. */
interface Lane {
  readonly waiting: Task[];
  running: number;
}

/** How much of the pool one lane can have: its share, and a sixteenth of the room that is left. */
function shareOf(running: number): number {
  return SHARE + (MOST_RUNNING - running) / 16;
}

/**
 * Creates a bounded pool in this process. Lanes take turns, one for each subscription. A task that waits already is not taken
 * twice; one that fails is left to the sweeper.
 * @param options.run does a task
 */
export function createInProcessWorkQueue(options: {
  readonly run: (task: Task) => Promise<void>;
  readonly logger: Logger;
}): InProcessWorkQueue {
  const { run, logger } = options;
  const lanes = new Map<string, Lane>();
  const waiting = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
  let running = 0;
  let closed = false;
  let idle: (() => void) | undefined;

  function add(task: Task): void {
    const key = taskKey(task);
    const name = task.kind === 'deliver' ? task.subscription : DISPATCH;
    const lane = lanes.get(name) ?? { waiting: [], running: 0 };
    if (closed || waiting.has(key) || lane.waiting.length >= MOST_WAITING) return;
    waiting.add(key);
    lane.waiting.push(task);
    lanes.set(name, lane);
  }

  function delay(task: Task, delayMs: number): void {
    const key = taskKey(task);
    if (closed || timers.size >= MOST_TIMERS) return;
    clearTimeout(timers.get(key));
    const timer = setTimeout(() => {
      timers.delete(key);
      add(task);
      pump();
    }, delayMs);
    // A retry that is far away keeps no process alive: it is in the store.
    timer.unref();
    timers.set(key, timer);
  }

  /** Starts as much as there is room for: what dispatches, then one task of each lane in turn. */
  function pump(): void {
    if (closed) return;
    const dispatching = lanes.get(DISPATCH);
    while (dispatching !== undefined && dispatching.running < DISPATCH_ROOM && startNext(DISPATCH, dispatching));
    for (let started = true; started; ) {
      started = false;
      for (const [name, lane] of [...lanes]) {
        if (running >= MOST_RUNNING) return;
        if (name === DISPATCH || lane.running >= shareOf(running) || !startNext(name, lane)) continue;
        started = true;
        // To the end: whose turn it was is the last next time.
        lanes.delete(name);
        lanes.set(name, lane);
      }
    }
  }

  /** Starts the next task of a lane; a lane with nothing left is closed. */
  function startNext(name: string, lane: Lane): boolean {
    const task = lane.waiting.shift();
    if (task === undefined) {
      if (lane.running === 0) lanes.delete(name);
      return false;
    }
    start(task, lane);
    return true;
  }

  function start(task: Task, lane: Lane): void {
    waiting.delete(taskKey(task));
    running++;
    lane.running++;
    run(task)
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : 'unknown';
        logger.warn('task_failed', { kind: task.kind, event: task.event, error: name });
      })
      .finally(() => {
        running--;
        lane.running--;
        if (running === 0) idle?.();
        pump();
      });
  }

  return {
    maxDelayMs: MAX_DELAY_MS,

    async enqueue(tasks, delayMs = 0) {
      if (delayMs > MAX_DELAY_MS) throw new RangeError(`A delay is at most ${MAX_DELAY_MS} ms here, not ${delayMs}.`);
      for (const task of tasks) {
        if (delayMs > 0) delay(task, delayMs);
        else add(task);
      }
      // Not inside the caller's turn: a callback is answered first.
      setImmediate(pump);
    },

    async close(graceMs = 5000) {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        idle = resolve;
        setTimeout(resolve, graceMs).unref();
      });
    },
  };
}
