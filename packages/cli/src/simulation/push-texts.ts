import { probeOutcome } from '../dingtalk/probe';
import { both, type Told } from '../told';
import type { ObservedResult } from './verdict';

/** A push that failed, with what there is to say of it. */
export type FailedPush = Extract<ObservedResult, { kind: 'failed' }>;

/** Why a push failed, in a few words. */
export function explain({ reason: outcome, ...seen }: FailedPush): Told {
  return outcome === 'timeout' ? LATE : probeOutcome({ ...seen, outcome });
}

const LATE = both('no answer in time', '没有及时应答');

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
  if (cause.kind === 'timeout') return LATE;
  if (cause.kind === 'connection') return both(`no connection to ${cause.origin}`, `无法连接 ${cause.origin}`);
  return cause.words === undefined
    ? both('refused (the answer is not what DingTalk expects)', '被拒绝（应答不符合钉钉要求）')
    : both(`refused (${cause.words})`, `被拒绝（${cause.words}）`);
}
