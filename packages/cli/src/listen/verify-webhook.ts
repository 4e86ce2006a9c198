import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { signWebhook } from '@dinghub/core/dispatch';

/**
 * What the signature of a request is worth. `unchecked`: there is no secret to check it with; `unsigned`: it has none;
 * `too_old` and `too_new`: it is right, or could be, but its time is not.
 */
export type Verdict = 'ok' | 'bad_signature' | 'too_old' | 'too_new' | 'unsigned' | 'unchecked';

/** How far from now a timestamp may be, in seconds: the tolerance of the Standard Webhooks libraries. */
export const TOLERANCE_SECONDS = 300;

/**
 * Verifies a request as the Standard Webhooks specification says.
 * @param input.secrets any of them may have signed it: a receiver knows two while one is rotated
 * @param input.now epoch ms
 */
export function verifyWebhook(input: {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly secrets: readonly string[];
  readonly now: number;
}): Verdict {
  const { headers, body, secrets, now } = input;
  if (secrets.length === 0) return 'unchecked';
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers;
  if (typeof id !== 'string' || typeof time !== 'string' || typeof signatures !== 'string') return 'unsigned';
  if (!/^\d{1,12}$/.test(time)) return 'bad_signature';
  const timestamp = Number(time);
  const age = Math.floor(now / 1000) - timestamp;
  if (age > TOLERANCE_SECONDS) return 'too_old';
  if (age < -TOLERANCE_SECONDS) return 'too_new';
  const expected = secrets.map((secret) => Buffer.from(signWebhook({ secret, id, timestamp, body })));
  const isRight = signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return expected.some((one) => one.length === given.length && timingSafeEqual(one, given));
  });
  return isRight ? 'ok' : 'bad_signature';
}
