/** The current time in epoch milliseconds. Injected everywhere, so that tests can drive it. */
export type Clock = () => number;

/** `size` random bytes. Injected, so that sealing is reproducible in tests. */
export type Random = (size: number) => Uint8Array;

/** Durations in ms. */
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Calls `run` after `ms` milliseconds, unless the returned function is called first. */
export type After = (ms: number, run: () => void) => () => void;

/** {@link After} on the platform's own timer. */
export const afterTimeout: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
