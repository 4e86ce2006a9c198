import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@dinghub/core';
import type { ReplayRequest } from '@dinghub/core/dispatch';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { HubApi } from '../api/hub-api';
import { type HubOptions, openHub, withHubOptions } from '../api/hub-options';
import { confirm, nothingDone } from '../confirm';
import { EXIT_FAILED } from '../failure';
import { counted } from '../format';
import { instant, oneOf } from '../options';
import { showProgress } from '../replay/progress';
import { type ReplayTotals, runReplay } from '../replay/run-replay';
import { JSON_SOURCES, jsonObject } from '../sources';
import { stopSignal } from '../stop-signal';
import { aboutOne } from '../subscriptions/failures';
import { jsonLine, print, printable } from '../terminal';
import { both, type Told, tellHere } from '../told';

const STATES = ['dead', 'missed', 'delivered', 'cancelled'] as const;

interface ReplayOptions extends HubOptions {
  readonly subscription: string;
  readonly state?: (typeof STATES)[number];
  readonly since?: number;
  readonly until?: number;
  readonly pattern?: JsonObject;
  readonly cursor?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What is received from now on is not part of a replay. The hub's time is known to the second, so a little is added. */
const MARGIN_MS = 1000;

/** `dinghub replay` */
export function addReplayCommand(program: Command): void {
  const now = Date.now();
  withHubOptions(
    program
      .command('replay')
      .description('Deliver many events again to one subscription: counts first, then asks, then does it'),
  )
    .requiredOption('--subscription <id>', 'to which subscription')
    .option(
      '--state <state>',
      `only what became this: ${STATES.join(', ')} (missed: events that it has no delivery of); else all but pending`,
      oneOf('--state', STATES),
    )
    .option('--since <time>', 'ISO 8601 (UTC without a zone), or 90s, 15m, 2h, 7d ago', instant('--since', now))
    .option('--until <time>', 'likewise; exclusive; else now', instant('--until', now))
    .option('--pattern <pattern>', `only events that match this too: ${JSON_SOURCES}`, jsonObject('--pattern'))
    .option('--dry-run', 'only count')
    .option('-y, --yes', 'do not ask')
    .option('--cursor <cursor>', 'go on where an earlier replay stopped')
    .addHelpText(
      'after',
      `
What is pending is never disturbed, so a replay may be repeated.

Examples:
  $ dinghub replay --subscription crm --state dead                 everything that could not be delivered
  $ dinghub replay --subscription crm --state missed --since 7d    what happened before it was registered
  $ dinghub replay --subscription crm --since 2026-11-23 --until 2026-11-24 --dry-run`,
    )
    .action((options: ReplayOptions) => replay(openHub(options), options));
}

async function replay(hub: HubApi, options: ReplayOptions): Promise<void> {
  const { subscription, json = false, dryRun = false, yes = false } = options;
  const signal = stopSignal();
  const request = requestOf(options, hub.now() + MARGIN_MS);
  const run = async (asDryRun: boolean, total?: number) => {
    const progress = showProgress(total, json);
    const call = asDryRun ? { ...request, dryRun: true } : request;
    return runReplay(hub.replay, call, { onProgress: progress.update, sleep, signal }).finally(progress.stop);
  };

  const counts = await aboutOne(subscription, options, () => run(true));
  if (signal.aborted) throw nothingDone();
  if (!json) print(tellHere(summary(printable(subscription), counts)));
  if (dryRun || counts.replayed === 0) {
    if (json) print(jsonLine({ subscription, dryRun, ...counts }));
    return;
  }
  if (!yes) await confirm(tellHere(question(counts.replayed, subscription)));

  const done = await run(false, counts.examined);
  if (json) print(jsonLine({ subscription, dryRun: false, ...done }));
  else print(tellHere(replayed(done)));
  if (done.cursor !== undefined) {
    process.exitCode = EXIT_FAILED;
    if (!json) print(pc.yellow(tellHere(stopped(printable(done.cursor)))));
  }
}

function requestOf({ subscription, state, since, until, pattern, cursor }: ReplayOptions, end: number): ReplayRequest {
  const given = Object.entries({ state, since, pattern, cursor }).filter(([, value]) => value !== undefined);
  return { subscription, until: until ?? end, ...(Object.fromEntries(given) as Partial<ReplayRequest>) };
}

function summary(subscription: string, counts: ReplayTotals): Told {
  const { examined, matched, replayed } = counts;
  const note = pendingNote(counts);
  const what =
    matched === 0
      ? both('nothing to replay', '没有需要重新投递的事件')
      : both(`${counted(replayed, 'event')} to replay${note.en}`, `将重新投递 ${replayed} 个事件${note.zh}`);
  return both(
    `${subscription}: ${what.en} (${examined} examined)`,
    `${subscription}：${what.zh}（共检查 ${examined} 个）`,
  );
}

function replayed(done: ReplayTotals): Told {
  const note = pendingNote(done);
  return both(
    `${pc.green('replayed')} ${counted(done.replayed, 'event')}${note.en}`,
    `${pc.green('已重新投递')} ${done.replayed} 个事件${note.zh}`,
  );
}

function pendingNote({ pending }: ReplayTotals): Told {
  if (pending === 0) return both('', '');
  return both(`; ${pending} pending already and left alone`, `；另有 ${pending} 个投递仍为 pending，不作改动`);
}

const question = (count: number, subscription: string) =>
  both(`Deliver ${counted(count, 'event')} again to ${subscription}?`, `向 ${subscription} 重新投递 ${count} 个事件？`);
const stopped = (cursor: string) =>
  both(`Stopped before the end. Go on with --cursor ${cursor}`, `已中途停止。如需继续，请加上 --cursor ${cursor}`);
