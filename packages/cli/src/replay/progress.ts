import { SingleBar } from 'cli-progress';
import type { ReplayTotals } from './run-replay';

/** Shows how far something is. */
export interface Progress {
  update(totals: ReplayTotals): void;
  stop(): void;
}

const SILENT: Progress = { update() {}, stop() {} };

/**
 * A bar on standard error, where that is a terminal.
 * @param total how many will be examined; undefined while nobody knows
 */
export function showProgress(total: number | undefined, isQuiet: boolean): Progress {
  if (isQuiet || process.stderr.isTTY !== true) return SILENT;
  const known = ' {bar} {percentage}% | {value}/{total} examined | {replayed} replayed, {pending} pending already';
  const unknown = ' counting … | {value} examined | {replayed} to replay';
  const bar = new SingleBar({
    format: total === undefined ? unknown : known,
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(total ?? 0, 0, { replayed: 0, pending: 0 });
  return {
    update({ examined, replayed, pending }) {
      // Deliveries that came meanwhile.
      if (total !== undefined && examined > total) bar.setTotal(examined);
      bar.update(examined, { replayed, pending });
    },
    stop: () => bar.stop(),
  };
}
