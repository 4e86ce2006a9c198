import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleEvent } from '@dinghub/simulator';
import { SingleBar } from 'cli-progress';
import pc from 'picocolors';
import { tellIn } from '../dingtalk/told';
import { EXIT_FAILED } from '../failure';
import { languageOf } from '../language';
import { jsonLine, print, table } from '../terminal';
import type { HubOfSimulator } from './hub-url';
import { withSimulator } from './observed-simulator';
import { adviceOn, explain, type ObservedResult } from './verdict';

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
  const results: ObservedResult[] = [];
  const progress = showProgress(options);
  const retryDelaysMs = options.retry ? undefined : [];
  const play = { target: options, needsHub: true, retryDelaysMs, onRetry: progress.notice };
  await withSimulator(play, async (simulator) => {
    let next = 0;
    const client = async () => {
      while (next < options.count) {
        const i = next++;
        if (options.rate !== undefined) await sleep(Math.max(0, startedAt + (i * 1000) / options.rate - Date.now()));
        const result = await simulator.push(sampleEvent(type, { clock: Date.now, random: randomBytes }));
        results.push(result);
        progress.done(result);
      }
    };
    await Promise.all(Array.from({ length: Math.min(options.concurrency, options.count) }, client));
  }).finally(progress.stop);
  summarise(type, results, Date.now() - startedAt, options.json === true);
  if (results.some(({ kind }) => kind === 'failed')) process.exitCode = EXIT_FAILED;
}

/** A bar on a terminal when there is more than one event; why something is tried again goes into it, else on a line of its own. */
function showProgress({ count, json }: LoadOptions) {
  const bar = new SingleBar({
    format: ' {bar} {percentage}% | {value}/{total} | {failed} failed {note}',
    clearOnComplete: true,
    stream: process.stderr,
  });
  const hasBar = count > 1 && process.stderr.isTTY === true && !json;
  let done = 0;
  let failed = 0;
  let noticedAt = 0;
  if (hasBar) bar.start(count, 0, { failed, note: '' });
  return {
    done(result: ObservedResult): void {
      done++;
      if (result.kind === 'failed') failed++;
      if (hasBar) bar.update(done, { failed, note: '' });
    },
    notice(text: string): void {
      if (hasBar) {
        bar.update(done, { failed, note: `| ${text}` });
      } else if (Date.now() - noticedAt >= NOTICE_EVERY_MS) {
        noticedAt = Date.now();
        process.stderr.write(`${pc.yellow(`${text}; --no-retry to stop`)}\n`);
      }
    },
    stop(): void {
      if (hasBar) bar.stop();
    },
  };
}

function summarise(type: string, results: readonly ObservedResult[], elapsedMs: number, json: boolean): void {
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
  const tell = tellIn(languageOf(process.env));
  const advice = [...new Set(failures.flatMap((failure) => adviceOn(failure) ?? []).map(tell))];
  if (json) {
    print(jsonLine(advice.length === 0 ? summary : { ...summary, next: advice }));
    return;
  }
  print(table(Object.keys(summary), [Object.values(summary).map(String)]));
  const reasons = new Set(failures.map(explain));
  for (const reason of reasons) print(pc.red(`failed: ${reason}`));
  for (const next of advice) print(`→ ${next}`);
}
