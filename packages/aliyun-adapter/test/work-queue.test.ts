import type { Task } from '@dinghub/core/dispatch';
import { type FcEmulator, workQueueContract } from '@dinghub/testkit';
import { queueOf, startWithWorker, WORKER } from './function-compute';

workQueueContract({ describe, it, beforeAll, afterAll }, 'Function Compute', async (run) => {
  const emulator = await startWithWorker(run);
  return { queue: queueOf(emulator), close: () => emulator.close() };
});

const TASK: Task = { kind: 'deliver', event: '审批-1', subscription: 's' };

describe('a task on its way to Function Compute', () => {
  let emulator: FcEmulator;
  beforeEach(async () => {
    emulator = await startWithWorker(async () => {});
  });
  afterEach(() => emulator.close());

  it('is one asynchronous invocation of the worker, and its event is the task in JSON', async () => {
    await queueOf(emulator).enqueue([TASK, { kind: 'dispatch', event: 'e2' }]);
    expect(emulator.calls.map(({ event }) => JSON.parse(event)).sort()).toEqual([
      TASK,
      { kind: 'dispatch', event: 'e2' },
    ]);
    expect(emulator.calls[0]).toMatchObject({ functionName: WORKER, isAsync: true, delaySeconds: 0 });
  });

  it.each([
    [1, 1],
    [999, 1],
    [1001, 2],
    [59_000, 59],
    [3_599_001, 3600],
    [3_600_000, 3600],
  ])('asks for a delay of %i ms as %i s', async (delayMs, delaySeconds) => {
    await queueOf(emulator).enqueue([TASK], delayMs);
    expect(emulator.calls).toMatchObject([{ delaySeconds }]);
  });

  it.each([-1, 3_600_001, Number.NaN, Number.POSITIVE_INFINITY])('refuses a delay of %p ms', async (delayMs) => {
    await expect(queueOf(emulator).enqueue([TASK], delayMs)).rejects.toThrow(RangeError);
    expect(emulator.calls).toEqual([]);
  });

  it('goes with a bounded number of others, over connections that are kept', async () => {
    const tasks: Task[] = Array.from({ length: 500 }, (_, i) => ({ kind: 'dispatch', event: `e${i}` }));
    const queue = queueOf(emulator);
    await queue.enqueue(tasks);
    expect(new Set(emulator.calls.map(({ event }) => event)).size).toBe(500);
    // 32 at a time; on a busy machine a few are given up and opened anew.
    expect(emulator.connections()).toBeLessThan(100);
    const before = emulator.connections();
    for (let i = 0; i < 20; i++) await queueOf(emulator).enqueue([TASK]);
    expect(emulator.connections()).toBeLessThan(before + 10);
  });

  it('finds an address that ends in a slash', async () => {
    await queueOf({ ...emulator, endpoint: `${emulator.endpoint}/` }).enqueue([TASK]);
    expect(emulator.calls).toHaveLength(1);
  });

  it('asks nothing for no tasks', async () => {
    await queueOf(emulator).enqueue([]);
    expect(emulator.calls).toEqual([]);
  });
});
