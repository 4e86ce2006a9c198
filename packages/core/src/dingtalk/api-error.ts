/** What is wrong, as far as it decides what to do next. */
export type ApiErrorKind =
  /** The access token is unknown or has expired: forget it, fetch another. */
  | 'token_invalid'
  /** AppKey (Client ID) or AppSecret (Client Secret) are wrong. */
  | 'bad_credentials'
  /** The app lacks a permission, or this server's address is not on its list. */
  | 'no_permission'
  /** Too many calls a second: the same call succeeds a little later. */
  | 'rate_limited'
  /** No calls are left this month. */
  | 'quota_exhausted'
  /** DingTalk is busy or broken: the same call may succeed later. */
  | 'busy'
  | 'already_registered'
  | 'not_registered'
  | 'unknown_tag'
  /** DingTalk called the URL, and what it got was not the sealed `success`. */
  | 'callback_rejected'
  | 'bad_parameter'
  | 'bad_url'
  /** DingTalk called the URL and got no answer. */
  | 'url_unreachable'
  /** DingTalk refuses to call this domain or address. */
  | 'address_not_allowed'
  | 'suite_apps_unreadable'
  /** DingTalk refuses everything from this IP address for some minutes. */
  | 'ip_banned'
  /** The answer is not JSON: a gateway, a proxy, a wrong address. */
  | 'not_json'
  /** The answer is JSON, and what it should hold is missing. */
  | 'bad_answer'
  /** There is no answer. */
  | 'no_answer'
  | 'unknown';

/** What it means and what to do about it, in one or two sentences. Holds nothing of the call. */
export interface Advice {
  readonly en: string;
  readonly zh: string;
}

/** What an API answered instead of a result. */
export interface ApiFailure {
  readonly kind: ApiErrorKind;
  /** Which API, e.g. `call_back/register_call_back`. */
  readonly api: string;
  /** DingTalk's own code as text: `71006`, `88/60011`, `invalidClientIdOrSecret`; or a HTTP status or failure code. */
  readonly errcode: string;
  readonly advice: Advice;
  /** DingTalk's own words, without the secrets of the call. They can hold names and URLs: for a person's eyes, not for logs. */
  readonly errmsg?: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** How long to wait at least before trying again, in ms, where DingTalk says so. */
  readonly retryAfterMs?: number;
  /** True when DingTalk may have done what was asked although nobody knows: the answer is missing, not the call. */
  readonly mayHaveHappened?: boolean;
}

/** The one error that calls to DingTalk throw. Its message is safe to log: code, API and advice, nothing of the call. */
export class DingTalkApiError extends Error {
  override readonly name = 'DingTalkApiError';
  /** `dingtalk_<kind>`: stable, for logs and scripts. */
  readonly code: `dingtalk_${ApiErrorKind}`;
  readonly kind: ApiErrorKind;
  constructor(readonly failure: ApiFailure) {
    super(`${failure.api}: ${failure.errcode}. ${failure.advice.en}`);
    this.kind = failure.kind;
    this.code = `dingtalk_${failure.kind}`;
  }
}

/** True for a {@link DingTalkApiError}, of the given kinds where some are given. */
export function isApiError(error: unknown, ...kinds: readonly ApiErrorKind[]): error is DingTalkApiError {
  return error instanceof DingTalkApiError && (kinds.length === 0 || kinds.includes(error.kind));
}
