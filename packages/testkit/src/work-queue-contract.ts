import assert from 'node:assert/strict';
import type { Task, WorkQueue } from '@dinghub/core/dispatch';
import type { Runner } from './runner';
import { until } from './until';

/** A work queue whose tasks reach a worker of the test. */
export interface WorkQueueHarness {
  readonly queue: WorkQueue;
  close(): Promise<void>;
}

/**
 * What every work queue has to do, real transport included.
 * @param create makes a queue that hands every task to `run`; called once for each test
 */
export function workQueueContract(
  { describe, it }: Runner,
  name: string,
  create: (run: (task: Task) => Promise<void>) => Promise<WorkQueueHarness>,
): void {
  const withQueue = async (
    run: (task: Task) => Promise<void>,
    use: (queue: WorkQueue) => Promise<void>,
  ): Promise<void> => {
    const harness = await create(run);
    try {
      await use(harness.queue);
    } finally {
      await harness.close();
    }
  };

  describe(`${name} as a WorkQueue`, () => {
    it('brings every task to a worker, in batches beyond any of the platform’s limits', async () => {
      const tasks: readonly Task[] = Array.from({ length: 64 }, (_, i) =>
        i % 8 === 0
          ? { kind: 'dispatch', event: `e${i}` }
          : { kind: 'deliver', event: `e${i}`, subscription: `s${i % 3}` },
      );
      const seen = new Set<string>();
      await withQueue(
        async (task) => void seen.add(JSON.stringify(task)),
        async (queue) => {
          await queue.enqueue(tasks);
          await until(() => seen.size >= tasks.length);
          assert.deepEqual([...seen].sort(), tasks.map((task) => JSON.stringify(task)).sort());
        },
      );
    });

    it('keeps ids of any characters', async () => {
      const task: Task = { kind: 'deliver', event: '审批 "1"/#?&\\🙂', subscription: 'a_b-1' };
      const seen: Task[] = [];
      await withQueue(
        async (one) => void seen.push(one),
        async (queue) => {
          await queue.enqueue([task]);
          await until(() => seen.length > 0);
          assert.deepEqual(seen[0], task);
        },
      );
    });

    it('holds a delayed task back', async () => {
      const seenAt: number[] = [];
      await withQueue(
        async () => void seenAt.push(Date.now()),
        async (queue) => {
          const startedAt = Date.now();
          await queue.enqueue([{ kind: 'deliver', event: 'later', subscription: 's' }], 1500);
          await until(() => seenAt.length > 0);
          assert.ok((seenAt[0] ?? 0) - startedAt >= 1400, 'it came too early');
        },
      );
    });

    it('refuses a delay that it cannot keep', async () => {
      await withQueue(
        async () => {},
        async (queue) => {
          const task: Task = { kind: 'dispatch', event: 'e' };
          await assert.rejects(queue.enqueue([task], queue.maxDelayMs + 1), RangeError);
        },
      );
    });

    it('goes on with other subscriptions while the tasks of one hang, and after a task that fails', async () => {
      let release = (): void => {};
      const hanging = new Promise<void>((resolve) => {
        release = resolve;
      });
      const seen = new Set<string>();
      const tasks: readonly Task[] = Array.from({ length: 60 }, (_, i) => ({
        kind: 'deliver',
        event: `e${i}`,
        subscription: i < 40 ? 'hangs' : i < 50 ? 'fails' : 'works',
      }));
      await withQueue(
        async (task) => {
          const subscription = task.kind === 'deliver' ? task.subscription : '';
          if (subscription === 'hangs') await hanging;
          if (subscription === 'fails') throw new Error('This task fails.');
          if (subscription === 'works') seen.add(task.event);
        },
        async (queue) => {
          await queue.enqueue(tasks);
          await until(() => seen.size === 10).finally(release);
        },
      );
    });
  });
}
