import { DEADLINE_MS } from '@dinghub/simulator';
import { both, type Told } from '../told';
import type { ObservedResult } from './verdict';

/** What makes DingTalk refuse a URL, in words. */
const REASONS: Readonly<Record<string, Told>> = {
  timeout: both(`no answer within ${DEADLINE_MS / 1000} s`, `${DEADLINE_MS / 1000} 秒内没有应答`),
  connection: both('no connection', '无法连接'),
  status: both('the HTTP status was not 200', 'HTTP 状态码不是 200'),
  not_json: both('the answer was not JSON', '应答不是 JSON'),
  wrong_keys: both(
    'the answer’s keys are not msg_signature, timeStamp, nonce, encrypt',
    '应答的字段不是 msg_signature、timeStamp、nonce、encrypt',
  ),
  wrong_time_stamp: both('timeStamp is not a text of 13 digits', 'timeStamp 不是 13 位数字字符串'),
  wrong_signature: both('the answer’s signature is wrong', '应答的签名错误'),
  not_success: both('the answer does not open to success', '应答解密后不是 success'),
};

/** Why a push failed, in words; empty for one that did not. */
export function explain(result: ObservedResult): Told {
  if (result.kind === 'delivered') return both('', '');
  const { en, zh } = REASONS[result.reason] ?? both(result.reason, result.reason);
  if (result.status === undefined) return both(en, zh);
  const got = `HTTP ${[result.status, result.code].join(' ').trim()}`;
  return both(`${en} (${got})`, `${zh}（${got}）`);
}

/** What went wrong with a try, before the next. */
export type RetryCause =
  | { readonly kind: 'timeout' }
  | { readonly kind: 'connection'; readonly origin: string }
  /** `words`: status and code; absent for an answer of status 200. */
  | { readonly kind: 'refused'; readonly words?: string };

/** That a push is tried again, and why. */
export function retryNotice(cause: RetryCause, waitMs: number): Told {
  const { en, zh } = causeTexts(cause);
  return both(`${en}, trying again in ${waitMs / 1000} s`, `${zh}，${waitMs / 1000} 秒后重试`);
}

function causeTexts(cause: RetryCause): Told {
  if (cause.kind === 'timeout') return both('no answer in time', '没有及时应答');
  if (cause.kind === 'connection') return both(`no connection to ${cause.origin}`, `无法连接 ${cause.origin}`);
  return cause.words === undefined
    ? both('refused (the answer is not what DingTalk expects)', '被拒绝（应答不符合钉钉要求）')
    : both(`refused (${cause.words})`, `被拒绝（${cause.words}）`);
}
