import { silentLogger } from '@dinghub/core';
import type { Task } from '@dinghub/core/dispatch';
import { workQueueContract } from '@dinghub/testkit';
import { createInProcessWorkQueue } from '../src/work-queue';

workQueueContract({ describe, it, beforeAll, afterAll }, 'the pool in this process', async (run) => {
  const queue = createInProcessWorkQueue({ run, logger: silentLogger });
  return { queue, close: () => queue.close(100) };
});

describe('the pool in this process', () => {
  const deliver = (event: string, subscription = 's'): Task => ({ kind: 'deliver', event, subscription });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 30));

  /** A queue whose tasks end only when they are told to. */
  function held() {
    const running: Task[] = [];
    const releases: (() => void)[] = [];
    const run = (task: Task) => {
      running.push(task);
      return new Promise<void>((resolve) => releases.push(resolve));
    };
    const queue = createInProcessWorkQueue({ run, logger: silentLogger });
    return { queue, running, release: () => releases.splice(0).forEach((release) => void release()) };
  }

  it('takes a task that waits already only once', async () => {
    const { queue, running, release } = held();
    await queue.enqueue(Array.from({ length: 20 }, () => deliver('same')));
    await settle();
    expect(running).toHaveLength(1);
    release();
    await queue.close(100);
  });

  it('takes a task again that is running, since the store may have changed meanwhile', async () => {
    const { queue, running, release } = held();
    await queue.enqueue([deliver('e')]);
    await settle();
    await queue.enqueue([deliver('e')]);
    await settle();
    expect(running).toHaveLength(2);
    release();
    await queue.close(100);
  });

  it('runs no more than its share of one subscription at a time, and never waits with the others for it', async () => {
    const { queue, running, release } = held();
    await queue.enqueue(Array.from({ length: 1000 }, (_, i) => deliver(`e${i}`, 'busy')));
    await queue.enqueue([deliver('other', 'quiet')]);
    await settle();
    const busy = running.filter((task) => task.kind === 'deliver' && task.subscription === 'busy');
    expect(busy.length).toBeLessThan(100);
    expect(running).toContainEqual(deliver('other', 'quiet'));
    release();
    await queue.close(100);
  });

  it('dispatches first, and goes on with others, however much waits for one subscription', async () => {
    const { queue, running, release } = held();
    for (let i = 0; i < 60; i++)
      await queue.enqueue(Array.from({ length: 1000 }, (_, n) => deliver(`e${i}-${n}`, 'slow')));
    await queue.enqueue([{ kind: 'dispatch', event: 'new' }, deliver('other', 'quick')]);
    await settle();
    expect(running).toContainEqual({ kind: 'dispatch', event: 'new' });
    expect(running).toContainEqual(deliver('other', 'quick'));
    release();
    await queue.close(100);
  });

  it('gives every lane its turn: the first ones do not go on until they are empty', async () => {
    const { queue, running, release } = held();
    const names = Array.from({ length: 120 }, (_, i) => `s${i}`);
    for (const name of names) await queue.enqueue(Array.from({ length: 50 }, (_, i) => deliver(`e${i}`, name)));
    await settle();
    release();
    await settle();
    const served = new Set(running.map((task) => (task.kind === 'deliver' ? task.subscription : '')));
    expect(served.size).toBe(names.length);
    release();
    await queue.close(100);
  });

  it('leaves every one of twenty subscriptions its share, however many hang', async () => {
    const { queue, running, release } = held();
    const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
    for (const name of names) {
      await queue.enqueue(Array.from({ length: 200 }, (_, i) => deliver(`e${i}`, name)));
      await settle();
    }
    for (const name of names) {
      const own = running.filter((task) => task.kind === 'deliver' && task.subscription === name);
      expect(own.length).toBeGreaterThanOrEqual(12);
    }
    release();
    await queue.close(100);
  });

  it('waits at its end for what is running, but not for ever, and takes nothing more', async () => {
    const { queue, running, release } = held();
    await queue.enqueue([deliver('e')]);
    await settle();
    const closing = queue.close(10_000);
    release();
    await closing;
    await queue.enqueue([deliver('late')]);
    await settle();
    expect(running).toHaveLength(1);
    const hanging = held();
    await hanging.queue.enqueue([deliver('e')]);
    await settle();
    const startedAt = Date.now();
    await hanging.queue.close(50);
    expect(Date.now() - startedAt).toBeLessThan(2000);
  });
});
