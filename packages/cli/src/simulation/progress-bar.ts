import { SingleBar } from 'cli-progress';
import { both, type Tell } from '../told';

/** How far many pushes are, for who looks at a terminal. */
export interface ProgressBar {
  /** Whether there is one. */
  readonly isShown: boolean;
  /** One more push is over. */
  done(hasFailed: boolean): void;
  /** Says something behind the bar, until the next push is over. */
  note(text: string): void;
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

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
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    bar.stop();
  };
  // A bar switches the terminal's line wrap off; whoever is interrupted in the middle of it wants that back.
  const interrupted = (signal: NodeJS.Signals) => {
    stop();
    process.kill(process.pid, signal);
  };
  if (isShown) {
    for (const signal of SIGNALS) process.on(signal, interrupted);
    bar.start(count, 0, { failed, note: '' });
  }
  return {
    isShown,
    done(hasFailed) {
      done++;
      if (hasFailed) failed++;
      if (isShown) bar.update(done, { failed, note: '' });
    },
    note(text) {
      if (isShown) bar.update(done, { failed, note: `| ${text}` });
    },
    stop() {
      if (isShown) stop();
    },
  };
}
