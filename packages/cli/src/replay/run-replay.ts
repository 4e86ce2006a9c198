import type { ReplayProgress, ReplayRequest } from '@dinghub/core/dispatch';
import { UNREACHABLE } from '../api/failures';
import { CliError } from '../failure';
import { both, tellHere } from '../told';

/** What all calls of a replay came to. With a `cursor` it was stopped before its end. */
export type ReplayTotals = ReplayProgress;

/** What passes without anyone doing anything. A call may be repeated: what it had opened is pending then, and left alone. */
const PASSING = [UNREACHABLE, 'store_unavailable', 'work_queue_unavailable', 'internal_error', 'not_dinghub'];

/** Waits between the tries of one call, in ms. */
const RETRY_AFTER_MS = [1000, 2000, 4000, 8000, 16_000];

/**
 * Makes a replay's calls one after the other, each where the one before it ended, until there is no more.
 * @param options.onProgress told after each call what all of them came to
 * @param options.signal stops it between two calls
 * @throws CliError that says where to go on
 */
export async function runReplay(
  call: (request: ReplayRequest) => Promise<ReplayProgress>,
  request: ReplayRequest,
  options: {
    readonly onProgress: (totals: ReplayTotals) => void;
    readonly sleep: (ms: number) => Promise<unknown>;
    readonly signal: AbortSignal;
  },
): Promise<ReplayTotals> {
  const { onProgress, sleep, signal } = options;
  let totals = { examined: 0, matched: 0, replayed: 0, pending: 0 };
  let { cursor } = request;
  do {
    const done = await patiently({ ...request, ...(cursor === undefined ? {} : { cursor }) });
    totals = {
      examined: totals.examined + done.examined,
      matched: totals.matched + done.matched,
      replayed: totals.replayed + done.replayed,
      pending: totals.pending + done.pending,
    };
    cursor = done.cursor;
    onProgress(totals);
  } while (cursor !== undefined && !signal.aborted);
  return { ...totals, ...(cursor === undefined ? {} : { cursor }) };

  async function patiently(next: ReplayRequest): Promise<ReplayProgress> {
    for (const waitMs of [...RETRY_AFTER_MS, undefined]) {
      try {
        return await call(next);
      } catch (error) {
        const isPassing = error instanceof CliError && PASSING.includes(error.reason ?? '');
        // A hub that has not answered yet is not waited for: its address may be wrong.
        const isNew = next.cursor === request.cursor;
        if (!isPassing || isNew || waitMs === undefined || signal.aborted) throw stoppedAt(error, next);
        await sleep(waitMs);
      }
    }
    throw new Error('unreachable');
  }

  function stoppedAt(error: unknown, { cursor: at, dryRun }: ReplayRequest): unknown {
    if (!(error instanceof CliError) || at === undefined || dryRun === true) return error;
    return new CliError(`${error.message}\n${tellHere(soFar(totals.replayed, at))}`, error.exitCode, error.reason);
  }
}

const soFar = (count: number, cursor: string) =>
  both(
    `${count} were replayed so far. Go on from there with --cursor ${cursor}`,
    `目前已重新投递 ${count} 个事件。如需从此处继续，请加上 --cursor ${cursor}`,
  );
