/** A clock that stands still until somebody sleeps. */
export interface VirtualTime {
  now: number;
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** All that was slept, in the order in which it was asked for. */
  readonly slept: number[];
  /** Drives the clock from sleeper to sleeper until `work` is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function createVirtualTime(start = Date.UTC(2026, 10, 23, 8)): VirtualTime {
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const time: VirtualTime = {
    now: start,
    clock: () => time.now,
    slept: [],
    sleep: (ms) => {
      time.slept.push(ms);
      return new Promise((wake) => sleepers.push({ at: time.now + ms, wake }));
    },
    async run(work) {
      let settled = false;
      const settle = () => {
        settled = true;
      };
      work.then(settle, settle);
      for (;;) {
        await new Promise(setImmediate);
        if (settled) return work;
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (next === undefined) throw new Error('Nobody sleeps and nothing happens.');
        time.now = Math.max(time.now, next.at);
        next.wake();
      }
    },
  };
  return time;
}
