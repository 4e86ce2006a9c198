import { decodeAesKey } from '../../crypto/aes-key';
import { openEnvelope, sealEnvelope } from '../../crypto/envelope';
import { sign, signatureMatches } from '../../crypto/signature';
import { EnvelopeError } from '../../errors';
import { parseJsonObject } from '../../events/parse-json';
import type { Sink as SinkOptions } from '../../storage/subscription';
import type { Random } from '../../time';
import { baseHeaders, judgeStatus, type Sink, type Verdict } from './sink';

type Options = Extract<SinkOptions, { kind: 'dingtalk-callback' }>;

/** DingTalk's nonces are eight letters and digits. */
const NONCE_BYTES = 4;

/**
 * The event as DingTalk itself would push it, sealed with the subscription's own token, AES key and owner key. It is delivered
 * only when the answer opens to `success`.
 */
export const dingtalkCallbackSink: Sink<Options> = {
  request(options, context, { clock, random }) {
    const { token, aesKey, ownerKey } = options;
    const message = JSON.stringify(context.event.data);
    const encrypt = sealEnvelope({ aesKey: decodeAesKey(aesKey), random, ownerKey, message });
    const timestamp = String(clock());
    const nonce = hex(random);
    const signature = sign({ token, timestamp, nonce, encrypt });
    const url = new URL(options.url);
    // Both names are in use among receivers; DingTalk sends both with one value at times.
    for (const [name, value] of Object.entries({ signature, msg_signature: signature, timestamp, nonce })) {
      url.searchParams.set(name, value);
    }
    return {
      url: url.toString(),
      headers: baseHeaders(options, context, 'application/json; charset=utf-8'),
      body: JSON.stringify({ encrypt }),
    };
  },

  judge(options, outcome) {
    const verdict = judgeStatus(outcome);
    if (verdict.kind !== 'delivered' || outcome.kind !== 'answer') return verdict;
    const problem = problemOf(outcome.body, options);
    return problem === undefined ? verdict : refused(problem);
  },
};

/** Why an answer is not DingTalk's `success`; undefined when it is. */
function problemOf(body: string, { token, aesKey, ownerKey }: Options): string | undefined {
  const { msg_signature, timeStamp, nonce, encrypt } = parseJsonObject(body) ?? {};
  if (typeof msg_signature !== 'string' || typeof nonce !== 'string' || typeof encrypt !== 'string') {
    return 'The answer is not {"msg_signature","timeStamp","nonce","encrypt"}.';
  }
  if (typeof timeStamp !== 'string' && typeof timeStamp !== 'number') return 'The answer’s timeStamp is no text.';
  const timestamp = String(timeStamp);
  if (!signatureMatches({ token, timestamp, nonce, encrypt }, msg_signature)) return 'The answer’s signature is wrong.';
  try {
    const accepts = (owner: string) => owner === ownerKey;
    const { message } = openEnvelope({ aesKey: decodeAesKey(aesKey), encrypt: encrypt.replace(/\s/g, ''), accepts });
    return message === 'success' ? undefined : 'The answer does not open to success.';
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return `The answer does not open (${error.code}).`;
  }
}

function refused(message: string): Verdict {
  return { kind: 'failed', code: 'E_RESPONSE', message };
}

function hex(random: Random): string {
  return Buffer.from(random(NONCE_BYTES)).toString('hex');
}
