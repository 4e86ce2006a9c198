import { silentLogger } from '@dinghub/core';
import { runBatch } from '../src/run-batch';

describe('a batch of items', () => {
  const limits = { concurrency: 10, startMs: 5000, logger: silentLogger, describe: (item: string) => ({ item }) };

  it('is answered a second before the platform ends the invocation; what hangs then is not done', async () => {
    const timers: number[] = [];
    const after = (ms: number, run: () => void) => {
      timers.push(ms);
      setImmediate(run);
      return () => {};
    };
    const run = (item: string) => (item === 'b' ? new Promise<void>(() => {}) : Promise.resolve());
    const done = await runBatch(['a', 'b', 'c'], run, { ...limits, remainingMs: () => 30_000, after });
    expect([done, timers]).toEqual([[true, false, true], [29_000]]);
  });

  it('ends as soon as its items are done, and leaves no timer behind', async () => {
    let timers = 0;
    const after = () => {
      timers++;
      return () => void timers--;
    };
    expect(await runBatch(['a'], async () => {}, { ...limits, remainingMs: () => 30_000, after })).toEqual([true]);
    expect(timers).toBe(0);
  });

  it('does nothing where nothing is to be done, and nothing where there is no time', async () => {
    const run = () => Promise.reject(new Error('must not be called'));
    expect(await runBatch([], run, { ...limits, remainingMs: () => 30_000 })).toEqual([]);
    expect(await runBatch(['a'], run, { ...limits, remainingMs: () => 0 })).toEqual([false]);
  });
});
