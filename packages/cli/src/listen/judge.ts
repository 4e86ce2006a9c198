import type { IncomingHttpHeaders } from 'node:http';
import { type Clock, isJsonObject, type JsonObject, type Random } from '@dinghub/core';
import { parseObject } from '../api/failures';
import { type CallbackKeys, openCallback } from './open-callback';
import { type Verdict, verifyWebhook } from './verify-webhook';

/** What the receiver can check requests with. */
export interface Keys {
  readonly secrets: readonly string[];
  readonly dingtalk?: CallbackKeys;
}

/** A request as it came. */
export interface Arrived {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** What a request is, and how it wants to be answered. */
export interface Judged {
  readonly sink: 'webhook' | 'dingtalk-callback';
  readonly verdict: Verdict | 'not_opened';
  /** What it brought: a CloudEvents document, or the body as DingTalk would have sent it. */
  readonly content?: JsonObject;
  readonly answer: { readonly status: number; readonly body: string };
}

const TEXTS: Readonly<Record<Exclude<Judged['verdict'], 'ok' | 'unchecked'>, string>> = {
  bad_signature: 'The signature is wrong.',
  too_old: 'The timestamp is too old.',
  too_new: 'The timestamp is in the future.',
  unsigned: 'There is no signature.',
  not_opened: 'The envelope does not open.',
};

/** Checks a request, and decides on the answer: 200 for what is right or cannot be checked, 401 for everything else. */
export function judge(
  arrived: Arrived,
  keys: Keys,
  effects: { readonly clock: Clock; readonly random: Random },
): Judged {
  const { headers, body } = arrived;
  const content = parseObject(body);
  const isSealed = headers['webhook-id'] === undefined && typeof content?.encrypt === 'string';
  if (isSealed && keys.dingtalk === undefined) {
    return { sink: 'dingtalk-callback', verdict: 'unchecked', answer: { status: 200, body: '' } };
  }
  if (isSealed && keys.dingtalk !== undefined) {
    const opened = openCallback(keys.dingtalk, arrived, effects);
    if (opened.kind === 'refused') return refused('dingtalk-callback', opened.reason);
    const answer = { status: 200, body: JSON.stringify(opened.reply) };
    return { sink: 'dingtalk-callback', verdict: 'ok', content: opened.data, answer };
  }
  const verdict = verifyWebhook({ headers, body, secrets: keys.secrets, now: effects.clock() });
  const read = isJsonObject(content) ? { content } : {};
  if (verdict !== 'ok' && verdict !== 'unchecked') return { ...refused('webhook', verdict), ...read };
  return { sink: 'webhook', verdict, ...read, answer: { status: 200, body: '' } };
}

function refused(sink: Judged['sink'], verdict: keyof typeof TEXTS): Judged {
  return { sink, verdict, answer: { status: 401, body: TEXTS[verdict] } };
}
