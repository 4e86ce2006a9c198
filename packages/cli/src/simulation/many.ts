import { once } from 'node:events';
import pc from 'picocolors';
import { stopSignals } from '../stop-signal';
import { printError } from '../terminal';
import { both, tellHere } from '../told';
import type { ProgressBar } from './progress-bar';

/**
 * Pushes many times, some at a time, and reports what came of it. Told to stop (Ctrl-C), it reports what is over by then, waits for
 * nothing that is under way, and ends the command.
 * @param options.push pushes once; `i` counts from 0
 */
export async function pushMany<T extends { readonly kind: string }>(options: {
  readonly count: number;
  readonly concurrency: number;
  readonly progress: ProgressBar;
  readonly push: (i: number) => Promise<T>;
  readonly report: (results: readonly T[]) => void;
}): Promise<void> {
  const { count, concurrency, progress, push, report } = options;
  const { stop, exitCode } = stopSignals();
  const results: T[] = [];
  let begun = 0;
  const client = async () => {
    while (begun < count) {
      const result = await push(begun++);
      results.push(result);
      progress.done(result.kind === 'failed');
    }
  };
  progress.start();
  const clients = Array.from({ length: Math.min(concurrency, count) }, client);
  // Whatever happens: the terminal needs its line wrap back.
  await Promise.race([Promise.all(clients), once(stop, 'abort')]).finally(progress.stop);
  report(results);
  if (!stop.aborted) return;
  printError(pc.yellow(tellHere(STOPPED(results.length, count))));
  process.exit(exitCode());
}

const STOPPED = (done: number, count: number) =>
  both(
    `Stopped: ${done} of ${count} ${count === 1 ? 'push was' : 'pushes were'} over; what was under way is not counted.`,
    `已停止：共 ${count} 次推送，已完成 ${done} 次，进行中的未计入。`,
  );
