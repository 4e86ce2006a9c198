import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleEvent } from '@dinghub/simulator';
import pc from 'picocolors';
import { EXIT_FAILED } from '../failure';
import { jsonLine, print, printError, table } from '../terminal';
import { both, headOf, type Tell, type Told, tellHere } from '../told';
import type { HubOfSimulator } from './hub-url';
import { pushMany } from './many';
import { withSimulator } from './observed-simulator';
import { type ProgressBar, showProgress } from './progress-bar';
import { explain } from './push-texts';
import { adviceOn, type ObservedResult } from './verdict';

/** How much to push, and how. */
export interface LoadOptions extends HubOfSimulator {
  readonly count: number;
  readonly rate?: number;
  readonly concurrency: number;
  readonly retry: boolean;
  readonly json?: boolean;
}

/** Many pushes may fail at once; one line a second says enough. */
const NOTICE_EVERY_MS = 1000;

/** Pushes sample events of a type, shows how far it is, and sums up. */
export async function runLoad(type: string, options: LoadOptions): Promise<void> {
  const startedAt = Date.now();
  const progress = showProgress({ ...options, tell: tellHere });
  const onRetry = noticing(progress, tellHere);
  const retryDelaysMs = options.retry ? undefined : [];
  await withSimulator({ target: options, needsHub: true, retryDelaysMs, onRetry }, (simulator) =>
    pushMany({
      ...options,
      progress,
      async push(i) {
        if (options.rate !== undefined) await sleep(Math.max(0, startedAt + (i * 1000) / options.rate - Date.now()));
        return simulator.push(sampleEvent(type, { clock: Date.now, random: randomBytes }));
      },
      report(results) {
        summarise(type, results, Date.now() - startedAt, { json: options.json === true, tell: tellHere });
        if (results.some(({ kind }) => kind === 'failed')) process.exitCode = EXIT_FAILED;
      },
    }),
  );
}

/** Why a push is tried again goes behind the bar; without one, on a line of its own. */
function noticing(progress: ProgressBar, tell: Tell): (notice: Told) => void {
  let noticedAt = 0;
  return (notice) => {
    if (progress.isShown) return progress.note(tell(notice));
    if (Date.now() - noticedAt < NOTICE_EVERY_MS) return;
    noticedAt = Date.now();
    printError(pc.yellow(`${tell(notice)}${tell(TO_STOP)}`));
  };
}

const TO_STOP = both('; --no-retry to stop', '；--no-retry 可不重试');

function summarise(
  type: string,
  results: readonly ObservedResult[],
  elapsedMs: number,
  { json, tell }: { readonly json: boolean; readonly tell: Tell },
): void {
  const failures = results.filter((result) => result.kind === 'failed');
  const times = results.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0;
  const summary = {
    type,
    sent: results.length,
    delivered: results.length - failures.length,
    failed: failures.length,
    retries: results.reduce((sum, { attempts }) => sum + attempts - 1, 0),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    perSecond: Math.round((results.length * 1000) / Math.max(1, elapsedMs)),
  };
  const advice = [...new Set(failures.flatMap((failure) => adviceOn(failure) ?? []).map(tell))];
  if (json) {
    print(jsonLine(advice.length === 0 ? summary : { ...summary, next: advice }));
    return;
  }
  print(table(headOf(HEAD, tell), [Object.values(summary).map(String)]));
  const reasons = new Set(failures.map((failure) => tell(explain(failure))));
  for (const reason of reasons) print(pc.red(`${tell(FAILED)}${reason}`));
  for (const next of advice) print(`→ ${next}`);
}

const FAILED = both('failed: ', '失败：');
const HEAD = both(
  'type|sent|delivered|failed|retries|p50 (ms)|p99 (ms)|per second',
  '类型|已推送|送达|失败|重试|p50（毫秒）|p99（毫秒）|每秒',
);
