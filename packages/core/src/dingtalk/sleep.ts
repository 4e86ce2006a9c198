import type { After } from '../time';

/** Resolves after `ms` milliseconds. Injected, so that tests can drive it. */
export type Sleep = (ms: number) => Promise<void>;

/** A {@link Sleep} on a timer. */
export function sleepOn(after: After): Sleep {
  return (ms) => new Promise((resolve) => after(ms, resolve));
}
