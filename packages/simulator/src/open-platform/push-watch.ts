import type { Clock } from '@dinghub/core';
import type { FailureReason, Send } from '../attempt';

/** One request to a callback URL, and what came of it, without what is secret. */
export interface PushRecord {
  readonly at: number;
  /** Without its query, which holds the signature. */
  readonly url: string;
  readonly type: string;
  readonly durationMs: number;
  readonly result: 'success' | FailureReason;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
}

/** Tells of every push that goes through `send`, retries and check_url too, once its answer is there. */
export function watched(send: Send, clock: Clock, onPush: (push: PushRecord) => void): Send {
  return async (target, text, options) => {
    const attempt = await send(target, text, options);
    const { origin, pathname } = new URL(target.url);
    const { EventType } = JSON.parse(text) as { readonly EventType?: unknown };
    onPush({
      at: clock(),
      url: `${origin}${pathname}`,
      type: String(EventType),
      durationMs: attempt.durationMs,
      result: attempt.failure ?? 'success',
      ...(attempt.answer.kind === 'answer' && { status: attempt.answer.status }),
    });
    return attempt;
  };
}
