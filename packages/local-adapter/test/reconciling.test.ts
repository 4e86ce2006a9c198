import { startReconciling } from '../src/reconciling';

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the timer of reconciliation', () => {
  it('runs again and again, never twice at a time', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      await later(20);
      running--;
      runs++;
      return { failed: ['a'] };
    };
    const { stop } = startReconciling(() => ({ apps: ['a'], run }), { firstMs: 1, everyMs: 1 });
    while (runs < 3) await later(5);
    await stop();
    expect([most, running]).toEqual([1, 0]);
  });

  it('waits, when it is stopped, for the run that goes on, tells it, and begins no other', async () => {
    const told: boolean[] = [];
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const { stop } = startReconciling(
      (isStopping) => ({
        apps: ['a'],
        async run() {
          begin();
          await later(30);
          told.push(isStopping());
          return { failed: [] };
        },
      }),
      { firstMs: 1, everyMs: 1 },
    );
    await begun;
    await stop();
    expect(told).toEqual([true]);
    await later(30);
    expect(told).toEqual([true]);
  });

  it('never runs where no app can call DingTalk', async () => {
    let runs = 0;
    const run = async () => {
      runs++;
      return { failed: [] };
    };
    const { stop } = startReconciling(() => ({ apps: [], run }), { firstMs: 1, everyMs: 1 });
    await later(20);
    await stop();
    expect(runs).toBe(0);
  });
});
