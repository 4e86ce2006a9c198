import type { Deliver } from '../delivery/deliver';
import type { FanOut } from '../dispatch/fan-out';
import type { SubscriptionCache } from '../dispatch/subscription-cache';
import type { Logger } from '../logging';
import type { Clock } from '../time';
import type { Task } from './task';
import type { WorkQueue } from './work-queue';

/** Does tasks. */
export interface Worker {
  /**
   * Does one task. Idempotent: the queue may repeat it at will.
   * @throws StoreUnavailable, StoreRejected: the queue, or else the sweeper, brings the task again
   */
  run(task: Task): Promise<void>;
}

/** Creates a worker. What follows from a task is enqueued; what the queue does not take, the sweeper finds. */
export function createWorker(options: {
  readonly fanOut: FanOut;
  readonly deliver: Deliver;
  readonly subscriptions: SubscriptionCache;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly logger: Logger;
}): Worker {
  const { fanOut, deliver, subscriptions, queue, clock, logger } = options;

  async function enqueue(tasks: readonly Task[], delayMs = 0): Promise<void> {
    if (tasks.length === 0 || delayMs > queue.maxDelayMs) return;
    try {
      await queue.enqueue(tasks, delayMs);
    } catch (error) {
      logger.warn('enqueue_failed', { tasks: tasks.length, error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  return {
    async run(task) {
      if (task.kind === 'dispatch') return enqueue(await fanOut(task.event));
      const next = await deliver(task.event, await subscriptions.current(), task.subscription);
      if (next !== undefined) await enqueue([task], Math.max(0, next.at - clock()));
    },
  };
}
