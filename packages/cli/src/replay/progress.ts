import { SingleBar } from 'cli-progress';
import { both, tellHere } from '../told';
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
  const bar = new SingleBar({
    format: tellHere(total === undefined ? COUNTING : REPLAYING),
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

const COUNTING = both(
  ' counting … | {value} examined | {replayed} to replay',
  ' 正在统计… | 已检查 {value} | 待重新投递 {replayed}',
);
const REPLAYING = both(
  ' {bar} {percentage}% | {value}/{total} examined | {replayed} replayed, {pending} pending already',
  ' {bar} {percentage}% | 已检查 {value}/{total} | 已重新投递 {replayed}，{pending} 个仍为 pending',
);
