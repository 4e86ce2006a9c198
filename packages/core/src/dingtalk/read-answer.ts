import { parseJsonObject } from '../events/parse-json';
import type { JsonObject, JsonValue } from '../json';
import { scalarText } from '../scalar-text';
import { SECOND_MS } from '../time';
import { type ApiFailure, DingTalkApiError } from './api-error';
import { ADVICE, knownError } from './error-catalog';
import type { ApiOutcome } from './http-port';
import { banIn } from './ip-ban';

/** What an API gave. */
export interface ApiAnswer {
  /** The body as it came. */
  readonly text: string;
  /** Integers beyond 2^53 are texts of their digits. Undefined where the body is no JSON object and was asked for all the same. */
  readonly value: JsonObject | undefined;
}

/** How to read an answer. */
export interface Reading {
  readonly api: string;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
  /** True: a successful answer that is no JSON is given as text, since it may be one that can be had only once. */
  readonly keepUnreadable?: boolean;
}

/** What cannot have reached DingTalk. */
const NEVER_SENT = ['E_DNS', 'E_TLS', 'E_BLOCKED_ADDRESS'];

/**
 * Reads an answer: `errcode` as number or text, the newer APIs' `code`, the IP ban, gateways' pages.
 * @throws DingTalkApiError
 */
export function readAnswer(outcome: ApiOutcome, { api, secrets, keepUnreadable }: Reading): ApiAnswer {
  const fail = (failure: Omit<ApiFailure, 'api'>) => new DingTalkApiError({ api, ...failure });
  if (outcome.kind === 'failed') {
    const mayHaveHappened = outcome.isUnsent !== true && !NEVER_SENT.includes(outcome.code);
    throw fail({ kind: 'no_answer', errcode: outcome.code, advice: ADVICE.noAnswer, mayHaveHappened });
  }
  const { status, headers, body: text } = outcome;
  const value = parseJsonObject(text);
  const ban = banIn(text, value);
  if (ban !== undefined) {
    throw fail({ kind: 'ip_banned', errcode: '1111', advice: ADVICE.ipBanned, status, retryAfterMs: ban.waitMs });
  }
  const isOk = status >= 200 && status < 300;
  if (value === undefined) {
    // What was compressed, unasked, is no text any more: to keep it keeps nothing.
    const isText = /^(identity)?$/i.test(headers['content-encoding'] ?? '') && !/^\s*(<|$)/.test(text);
    if (isOk && keepUnreadable && isText) return { text, value };
    throw fail({ kind: 'not_json', errcode: `HTTP ${status}`, advice: ADVICE.notJson, status, mayHaveHappened: true });
  }
  const code = redact(codeOf(value, isOk), secrets);
  if (code === undefined && isOk) return { text, value };
  const errmsg = redact(messageOf(value), secrets);
  const wait = Number(headers['retry-after']);
  throw fail({
    ...judge(code, status),
    status,
    // A gateway's word, not that of the API behind it, which may have done it; DingTalk's own “busy” comes with 200.
    ...(status >= 500 ? { mayHaveHappened: true } : {}),
    ...(errmsg === undefined ? {} : { errmsg }),
    ...(wait > 0 ? { retryAfterMs: wait * SECOND_MS } : {}),
  });
}

/** What a code means, or else the status. Behind 88 it is the sub-code that says it. */
function judge(code: string | undefined, status: number): Pick<ApiFailure, 'kind' | 'errcode' | 'advice'> {
  const errcode = code ?? `HTTP ${status}`;
  const found = knownError(errcode.slice(errcode.indexOf('/') + 1)) ?? knownError(errcode.split('/', 1)[0] ?? '');
  if (found !== undefined) return { ...found, errcode };
  if (status === 429) return { kind: 'rate_limited', errcode, advice: ADVICE.tooFast };
  if (status >= 500) return { kind: 'busy', errcode, advice: ADVICE.busy };
  return { kind: 'unknown', errcode, advice: code === undefined ? ADVICE.notDingTalk : ADVICE.unknown };
}

/** The code of an error: `errcode`, with the sub-code behind a 88, or the newer APIs' `code`; undefined when there is none. */
function codeOf(value: JsonObject, isOk: boolean): string | undefined {
  const errcode = textOf(value.errcode);
  if (errcode === '88') {
    const sub = textOf(value.sub_code) ?? /subcode=([\w.-]+)/.exec(textOf(value.errmsg) ?? '')?.[1];
    return sub === undefined ? errcode : `${errcode}/${plain(sub)}`;
  }
  if (errcode !== undefined) return Number(errcode) === 0 ? undefined : plain(errcode);
  const code = textOf(value.code ?? value.error);
  return isOk || code === undefined ? undefined : plain(code);
}

/** A code goes into logs as it is; what does not look like one may be anything that was sent. */
function plain(code: string): string {
  return /^[\w./-]{1,64}$/.test(code) ? code : 'unknown';
}

function messageOf(value: JsonObject): string | undefined {
  const errmsg = textOf(value.errmsg ?? value.message ?? value.error_description);
  const sub = textOf(value.sub_msg);
  return sub === undefined || errmsg?.includes(sub) ? errmsg : [errmsg, sub].filter(Boolean).join(': ');
}

function textOf(value: JsonValue | undefined): string | undefined {
  return scalarText(value)?.trim() || undefined;
}

/** Without secrets, also as they stood in the URL of the call. */
function redact(text: string | undefined, secrets: readonly string[]): string | undefined {
  const shapes = secrets.flatMap((secret) => [secret, new URLSearchParams([['', secret]]).toString().slice(1)]);
  return shapes.reduce((rest, shape) => (shape === '' ? rest : rest?.replaceAll(shape, '***')), text);
}
