import type { Attempt } from '../storage/delivery';
import type { HttpOutcome } from './http-sender';
import type { Verdict } from './sinks/sink';

/** What is kept of a receiver's answer, in UTF-8 bytes, and of a message for people, in characters. */
const RESPONSE_BYTES = 2048;
const MESSAGE_CHARACTERS = 300;

/**
 * What is kept of an attempt: when, how long, what came, and what that meant.
 * @param startedAt epoch ms
 * @param nextAttemptAt when it is tried again, where it is
 */
export function attemptRecord(
  startedAt: number,
  outcome: HttpOutcome,
  verdict: Verdict,
  nextAttemptAt?: number,
): Attempt {
  const answer = outcome.kind === 'answer' ? { status: outcome.status, response: firstBytes(outcome.body) } : {};
  const failure =
    verdict.kind === 'delivered' ? {} : { code: verdict.code, message: verdict.message.slice(0, MESSAGE_CHARACTERS) };
  return {
    startedAt,
    durationMs: Math.round(outcome.durationMs),
    ...answer,
    ...failure,
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
  };
}

/** The beginning of a text, cut between characters. */
function firstBytes(text: string): string {
  if (Buffer.byteLength(text) <= RESPONSE_BYTES) return text;
  return Buffer.from(text)
    .subarray(0, RESPONSE_BYTES)
    .toString()
    .replace(/\ufffd+$/, '');
}
