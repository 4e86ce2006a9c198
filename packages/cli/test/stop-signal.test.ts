import { type StopSignals, stopSignals } from '../src/stop-signal';

describe('signals to stop', () => {
  let now = 0;
  let signals: StopSignals;
  beforeEach(() => {
    now = 10_000;
    signals = stopSignals(() => now);
  });
  afterEach(() => {
    process.removeAllListeners('SIGINT');
    process.removeAllListeners('SIGTERM');
  });
  const state = () => [signals.stop.aborted, signals.abandon.aborted];

  it('are two: nothing new, then no waiting; after the second none is caught', () => {
    expect(state()).toEqual([false, false]);
    process.emit('SIGINT', 'SIGINT');
    expect(state()).toEqual([true, false]);
    now += 600;
    process.emit('SIGINT', 'SIGINT');
    expect(state()).toEqual([true, true]);
    expect(process.listenerCount('SIGINT')).toBe(0);
    expect(signals.exitCode()).toBe(130);
  });

  it('that come twice at once, as npx passes them on, are one', () => {
    process.emit('SIGINT', 'SIGINT');
    now += 100;
    process.emit('SIGINT', 'SIGINT');
    expect(state()).toEqual([true, false]);
  });

  it('give SIGTERM an exit code of its own', () => {
    process.emit('SIGTERM', 'SIGTERM');
    expect(signals.exitCode()).toBe(143);
  });
});
