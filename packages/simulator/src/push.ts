import type { Attempt, FailureReason } from './attempt';

/** What became of one push, retries included. `durationMs` is that of the last attempt. */
export type PushResult =
  | { readonly kind: 'delivered'; readonly attempts: number; readonly durationMs: number }
  | {
      readonly kind: 'failed';
      readonly attempts: number;
      readonly durationMs: number;
      readonly reason: FailureReason;
      /** The last answer's HTTP status, where there was one. */
      readonly status?: number;
    };

/** DingTalk retries after 10 s and again after 30 s, then gives up. */
export const RETRY_DELAYS_MS = [10_000, 30_000] as const;

/** DingTalk's deadline for HTTP callbacks; 1500 for old ones. */
export const DEADLINE_MS = 2500;

/** DingTalk's deadline for SyncHTTP; who is slower is throttled. */
export const SYNC_HTTP_DEADLINE_MS = 1200;

/** Tries until DingTalk takes the answer, or has no retry left. */
export async function pushWithRetries(options: {
  readonly send: () => Promise<Attempt>;
  readonly retryDelaysMs: readonly number[];
  readonly sleep: (ms: number) => Promise<void>;
}): Promise<PushResult> {
  const { send, retryDelaysMs, sleep } = options;
  let result = resultOf(await send(), 1);
  for (const [i, delay] of retryDelaysMs.entries()) {
    if (result.kind === 'delivered') return result;
    await sleep(delay);
    result = resultOf(await send(), i + 2);
  }
  return result;
}

/** An attempt as a result. @param attempts how many there were, this one included */
export function resultOf({ answer, durationMs, failure }: Attempt, attempts: number): PushResult {
  if (failure === undefined) return { kind: 'delivered', attempts, durationMs };
  const status = answer.kind === 'answer' ? { status: answer.status } : {};
  return { kind: 'failed', attempts, durationMs, reason: failure, ...status };
}
