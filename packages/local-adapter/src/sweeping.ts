import type { Logger } from '@dinghub/core';
import type { Sweeper } from '@dinghub/core/dispatch';

/** How often the local hub looks for what is late: a read of the due index costs it next to nothing. */
const EVERY_MS = 10_000;

/** Sweeps at once, for what an earlier process left, and then every ten seconds; never twice at a time. */
export function startSweeping(sweeper: Sweeper, logger: Logger): { stop(): void } {
  let sweeping = false;
  const sweep = async () => {
    if (sweeping) return;
    sweeping = true;
    try {
      await sweeper.sweep();
    } catch (error) {
      logger.warn('sweep_failed', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      sweeping = false;
    }
  };
  const timer = setInterval(() => void sweep(), EVERY_MS);
  timer.unref();
  void sweep();
  return { stop: () => clearInterval(timer) };
}
