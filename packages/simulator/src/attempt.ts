import type { Clock, Random } from '@dinghub/core';
import type { Answer, Post } from './post';
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

/** Where a push goes, and what seals it. */
export interface Target {
  readonly url: string;
  readonly keys: WireKeys;
}

/** One request to a callback URL, and what came back. */
export interface Attempt {
  readonly url: string;
  readonly body: string;
  readonly answer: Answer;
  readonly durationMs: number;
  /** Absent when DingTalk takes the answer. */
  readonly failure?: FailureReason;
}

/**
 * Seals a text, sends it once and judges the answer.
 * @param options.deadlineMs how long DingTalk waits
 * @param options.expected what the answer has to open to. @default 'success'
 */
export type Send = (
  target: Target,
  text: string,
  options: { readonly deadlineMs: number; readonly expected?: string },
) => Promise<Attempt>;

const REPLY_KEYS = ['encrypt', 'msg_signature', 'nonce', 'timeStamp'];

/**
 * Creates what sends one push.
 * @param options.signatureName what DingTalk calls the signature in the query. @default 'signature'
 */
export function createSend(options: {
  readonly post: Post;
  readonly clock: Clock;
  readonly random: Random;
  readonly signatureName?: 'signature' | 'msg_signature';
}): Send {
  const { post, clock, random, signatureName = 'signature' } = options;
  return async ({ url, keys }, text, { deadlineMs, expected = 'success' }) => {
    const encrypt = wireSeal(keys, text, random(16));
    const timestamp = String(clock());
    const nonce = Buffer.from(random(4)).toString('hex');
    const signed = new URL(url);
    signed.searchParams.set(signatureName, wireSignature(keys.token, timestamp, nonce, encrypt));
    signed.searchParams.set('timestamp', timestamp);
    signed.searchParams.set('nonce', nonce);
    const body = JSON.stringify({ encrypt });
    const startedAt = clock();
    const answer = await post(signed, body, deadlineMs);
    const durationMs = Math.max(0, clock() - startedAt);
    const failure = failureOf(answer, keys, expected);
    return { url: signed.href, body, answer, durationMs, ...(failure && { failure }) };
  };
}

function failureOf(answer: Answer, keys: WireKeys, expected: string): FailureReason | undefined {
  if (answer.kind === 'no_answer') return answer.reason;
  return answer.status === 200 ? refusalOf(answer.body, keys, expected) : 'status';
}

/** Why DingTalk would not take this body for an answer; undefined when it would. */
function refusalOf(body: string, keys: WireKeys, expected: string): FailureReason | undefined {
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
  return wireOpen(keys, encrypt) === expected ? undefined : 'not_success';
}
