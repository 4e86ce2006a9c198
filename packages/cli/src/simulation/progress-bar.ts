import { SingleBar } from 'cli-progress';
import { both, type Tell } from '../told';

/** How far many pushes are, for who looks at a terminal. */
export interface ProgressBar {
  /** Whether there is one. */
  readonly isShown: boolean;
  /** Begins, which switches the terminal's line wrap off. */
  start(): void;
  /** One more push is over. */
  done(hasFailed: boolean): void;
  /** Says something behind the bar, until the next push is over. */
  note(text: string): void;
  /** Takes it away, and gives the terminal its line wrap back. */
  stop(): void;
}

/** A bar on a terminal when there is more than one push; not with `--json`. */
export function showProgress({
  count,
  json,
  tell,
}: {
  readonly count: number;
  readonly json?: boolean | undefined;
  readonly tell: Tell;
}): ProgressBar {
  const isShown = count > 1 && process.stderr.isTTY === true && !json;
  const bar = new SingleBar({
    format: ` {bar} {percentage}% | {value}/{total} | ${tell(both('{failed} failed', '失败 {failed}'))} {note}`,
    clearOnComplete: true,
    stream: process.stderr,
  });
  let done = 0;
  let failed = 0;
  return {
    isShown,
    start() {
      if (isShown) bar.start(count, 0, { failed, note: '' });
    },
    done(hasFailed) {
      done++;
      if (hasFailed) failed++;
      if (isShown) bar.update(done, { failed, note: '' });
    },
    note(text) {
      if (isShown) bar.update(done, { failed, note: `| ${text}` });
    },
    stop() {
      if (isShown) bar.stop();
    },
  };
}
