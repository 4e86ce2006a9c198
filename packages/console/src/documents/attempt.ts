import type { Attempter } from '@dinghub/core/dispatch';

const RESPONSE_BYTES = 2048;
const MESSAGE_LENGTH = 300;

/** One attempt as it is answered, cut as those of deliveries are. */
export function attemptDocument([outcome, verdict]: Awaited<ReturnType<Attempter>>): object {
  const answered =
    outcome.kind === 'answer' ? { status: outcome.status, response: firstBytes(outcome.body, RESPONSE_BYTES) } : {};
  const failure =
    verdict.kind === 'delivered' ? {} : { code: verdict.code, message: verdict.message.slice(0, MESSAGE_LENGTH) };
  const durationMs = Math.round(outcome.durationMs);
  return { delivered: verdict.kind === 'delivered', durationMs, ...answered, ...failure };
}

/** The beginning of a text in at most so many UTF-8 bytes, cut between characters. */
function firstBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, '');
}
