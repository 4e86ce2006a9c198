import { stoppableSleep } from '../../src/dingtalk/stoppable';

describe('a sleep that can be stopped', () => {
  it('ends with its time', async () => {
    const { signal } = new AbortController();
    await expect(stoppableSleep(signal)(5)).resolves.toBeUndefined();
  });

  it('rejects at once where it is stopped, and where that was before', async () => {
    const stop = new AbortController();
    const sleeping = stoppableSleep(stop.signal)(60_000);
    stop.abort();
    await expect(sleeping).rejects.toThrow(/told to stop/);
    await expect(stoppableSleep(stop.signal)(60_000)).rejects.toThrow(/told to stop/);
  });
});
