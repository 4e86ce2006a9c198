import { silentLogger } from '../../src/logging';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';
import { createSweeper } from '../../src/work/sweeper';
import type { Task } from '../../src/work/task';

async function setUp(count: number, options: { mostTasks?: number; budgetMs?: number } = {}) {
  const clock = { now: 1_000_000 };
  const store = createMemoryRecordStore();
  for (let i = 0; i < count; i++) {
    const sort = i % 2 ? `delivery#s${i}` : 'event';
    await store.insert({ partition: `event#e${i}`, sort, value: {}, dueAt: 1000 + i });
  }
  const taken: Task[] = [];
  const queue = { enqueue: async (tasks: readonly Task[]) => void taken.push(...tasks) };
  const sweeper = createSweeper({ store, queue, clock: () => clock.now, logger: silentLogger, ...options });
  return { clock, store, taken, sweeper };
}

describe('the sweeper', () => {
  it('enqueues what is due, the longest overdue first, over many pages', async () => {
    const { taken, sweeper } = await setUp(501);
    expect(await sweeper.sweep()).toEqual({ enqueued: 501 });
    expect(taken.slice(0, 2)).toEqual([
      { kind: 'dispatch', event: 'e0' },
      { kind: 'deliver', event: 'e1', subscription: 's1' },
    ]);
    expect(taken.at(-1)).toEqual({ kind: 'dispatch', event: 'e500' });
  });

  it('leaves alone what is due later, and what it does not know', async () => {
    const { store, sweeper, taken } = await setUp(0);
    await store.insert({ partition: 'event#later', sort: 'event', value: {}, dueAt: 1_000_000 });
    await store.insert({ partition: 'subscription#s', sort: 'health', value: {}, dueAt: 1 });
    expect(await sweeper.sweep()).toEqual({ enqueued: 0 });
    expect(taken).toEqual([]);
  });

  it('is not kept from what is due by the backlog of one subscription', async () => {
    const { store, sweeper, taken } = await setUp(0);
    for (let i = 0; i < 1500; i++) {
      await store.insert({ partition: `event#slow${i}`, sort: 'delivery#slow', value: {}, dueAt: 1000 + i });
    }
    await store.insert({ partition: 'event#e', sort: 'delivery#other', value: {}, dueAt: 900_000 });
    expect(await sweeper.sweep()).toEqual({ enqueued: 501 });
    expect(taken).toContainEqual({ kind: 'deliver', event: 'e', subscription: 'other' });
  });

  it('stops at its limits and goes on with the next sweep', async () => {
    expect(await (await setUp(501, { mostTasks: 250 })).sweeper.sweep()).toEqual({ enqueued: 400 });
    const { sweeper, clock, store } = await setUp(501, { budgetMs: 10 });
    const { query } = store;
    store.query = async (...args) => {
      clock.now += 20;
      return query(...args);
    };
    expect(await sweeper.sweep()).toEqual({ enqueued: 200 });
  });
});
