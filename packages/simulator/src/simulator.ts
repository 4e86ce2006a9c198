import type { Clock, Random } from '@dinghub/core';
import { createSend, type FailureReason } from './attempt';
import type { Post } from './post';
import { DEADLINE_MS, type PushResult, pushWithRetries, RETRY_DELAYS_MS, resultOf } from './push';
import type { WireKeys } from './wire-crypto';

/** A push that failed for good, as DingTalk keeps it for its failed list. */
export interface FailedEvent {
  readonly body: object;
  readonly at: number;
  readonly reason: FailureReason;
}

/** A DingTalk that pushes to one URL. */
export interface DingTalkSimulator {
  /** Sends `check_url`, once: the console does not retry. */
  checkUrl(): Promise<PushResult>;
  /** Pushes an event with DingTalk's deadline and retries. */
  push(body: object): Promise<PushResult>;
  /** What could not be delivered lately, the oldest first: the newest {@link MAX_FAILED}, or fewer where they are large. */
  failedEvents(): readonly FailedEvent[];
}

/** How many failed events are kept, and how many characters of them. */
const MAX_FAILED = 1000;
const MAX_FAILED_CHARACTERS = 16 * 1024 * 1024;

/**
 * Creates DingTalk's side of the wire.
 * @param options.sleep waits between attempts; tests drive it
 * @param options.signatureName what DingTalk calls the signature in the query. @default 'signature'
 */
export function createDingTalkSimulator(options: {
  readonly url: string;
  readonly keys: WireKeys;
  readonly post: Post;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: (ms: number) => Promise<void>;
  readonly deadlineMs?: number;
  readonly retryDelaysMs?: readonly number[];
  readonly signatureName?: 'signature' | 'msg_signature';
}): DingTalkSimulator {
  const { url, keys, clock, sleep, deadlineMs = DEADLINE_MS, retryDelaysMs = RETRY_DELAYS_MS } = options;
  const send = createSend(options);
  const failed: { readonly text: string; readonly at: number; readonly reason: FailureReason }[] = [];
  let failedCharacters = 0;

  function keepFailed(text: string, reason: FailureReason): void {
    failed.push({ text, at: clock(), reason });
    failedCharacters += text.length;
    while (failed.length > MAX_FAILED || failedCharacters > MAX_FAILED_CHARACTERS)
      failedCharacters -= failed.shift()?.text.length ?? 0;
  }

  const attempt = (text: string) => send({ url, keys }, text, { deadlineMs });

  return {
    checkUrl: async () => resultOf(await attempt(JSON.stringify({ EventType: 'check_url' })), 1),

    async push(body) {
      const text = JSON.stringify(body);
      const result = await pushWithRetries({ send: () => attempt(text), retryDelaysMs, sleep });
      if (result.kind === 'failed') keepFailed(text, result.reason);
      return result;
    },

    failedEvents: () => failed.map(({ text, at, reason }) => ({ body: JSON.parse(text) as object, at, reason })),
  };
}
