import type { Clock, Random } from '@dinghub/core';
import type { Post } from './post';
import { type WireKeys, wireOpen, wireSeal, wireSignature } from './wire-crypto';

/** Why DingTalk would count a push as failed. */
export type FailureReason =
  | 'timeout'
  | 'connection'
  | 'status'
  | 'not_json'
  | 'wrong_keys'
  | 'wrong_time_stamp'
  | 'wrong_signature'
  | 'not_success';

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

/** DingTalk retries after 10 s and again after 30 s, then gives up. */
export const RETRY_DELAYS_MS = [10_000, 30_000] as const;

/** DingTalk's deadline for HTTP callbacks; 1500 for old ones, 1200 for SyncHTTP. */
export const DEADLINE_MS = 2500;

/** How many failed events are kept, and how many characters of them. */
const MAX_FAILED = 1000;
const MAX_FAILED_CHARACTERS = 16 * 1024 * 1024;

const REPLY_KEYS = ['encrypt', 'msg_signature', 'nonce', 'timeStamp'];

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
  const { keys, post, clock, random, sleep } = options;
  const { deadlineMs = DEADLINE_MS, retryDelaysMs = RETRY_DELAYS_MS, signatureName = 'signature' } = options;
  const failed: { readonly text: string; readonly at: number; readonly reason: FailureReason }[] = [];
  let failedCharacters = 0;

  function keepFailed(text: string, reason: FailureReason): void {
    failed.push({ text, at: clock(), reason });
    failedCharacters += text.length;
    while (failed.length > MAX_FAILED || failedCharacters > MAX_FAILED_CHARACTERS)
      failedCharacters -= failed.shift()?.text.length ?? 0;
  }

  async function attempt(text: string, attempts: number): Promise<PushResult> {
    const encrypt = wireSeal(keys, text, random(16));
    const timestamp = String(clock());
    const nonce = Buffer.from(random(4)).toString('hex');
    const url = new URL(options.url);
    url.searchParams.set(signatureName, wireSignature(keys.token, timestamp, nonce, encrypt));
    url.searchParams.set('timestamp', timestamp);
    url.searchParams.set('nonce', nonce);
    const startedAt = clock();
    const answer = await post(url, JSON.stringify({ encrypt }), deadlineMs);
    const durationMs = Math.max(0, clock() - startedAt);
    if (answer.kind === 'no_answer') return { kind: 'failed', attempts, durationMs, reason: answer.reason };
    const reason = answer.status === 200 ? refusalOf(answer.body, keys) : 'status';
    if (reason === undefined) return { kind: 'delivered', attempts, durationMs };
    return { kind: 'failed', attempts, durationMs, reason, status: answer.status };
  }

  return {
    checkUrl: () => attempt(JSON.stringify({ EventType: 'check_url' }), 1),

    async push(body) {
      const text = JSON.stringify(body);
      let result = await attempt(text, 1);
      for (const [i, delay] of retryDelaysMs.entries()) {
        if (result.kind === 'delivered') return result;
        await sleep(delay);
        result = await attempt(text, i + 2);
      }
      if (result.kind === 'failed') keepFailed(text, result.reason);
      return result;
    },

    failedEvents: () => failed.map(({ text, at, reason }) => ({ body: JSON.parse(text) as object, at, reason })),
  };
}

/** Why DingTalk would not take this body for an answer; undefined when it would. */
function refusalOf(body: string, keys: WireKeys): FailureReason | undefined {
  let reply: Readonly<Record<string, unknown>>;
  try {
    reply = JSON.parse(body) as Readonly<Record<string, unknown>>;
  } catch {
    return 'not_json';
  }
  const { msg_signature, timeStamp, nonce, encrypt } = reply;
  if (Object.keys(reply).sort().join() !== REPLY_KEYS.join()) return 'wrong_keys';
  if (typeof timeStamp !== 'string' || !/^\d{13}$/.test(timeStamp)) return 'wrong_time_stamp';
  if (typeof nonce !== 'string' || typeof encrypt !== 'string') return 'wrong_keys';
  if (wireSignature(keys.token, timeStamp, nonce, encrypt) !== msg_signature) return 'wrong_signature';
  return wireOpen(keys, encrypt) === 'success' ? undefined : 'not_success';
}
