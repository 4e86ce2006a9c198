import { isJsonObject } from '../../json';
import type { ApiCaller } from '../call';
import type { ApiAnswer } from '../read-answer';

/** What `get_call_back_failed_result` answers. */
export interface FailedPage extends ApiAnswer {
  readonly hasMore: boolean;
  /** True when there is nothing on it. False for a page that cannot be understood. */
  readonly isEmpty: boolean;
}

/**
 * Asks for the next page of what could not be pushed: up to 200 events. **Asking deletes the page that was given before**
 * (open.dingtalk.com, FAQ on event subscription, and others), so that each must be in the store before the next call. Tells
 * nothing about events that failed within the last 3 to 5 minutes.
 * @throws DingTalkApiError; where its failure says `mayHaveHappened`, a page may be lost
 */
export async function takeFailedPage(call: ApiCaller): Promise<FailedPage> {
  const answer = await call({ api: 'call_back/get_call_back_failed_result', method: 'GET', keepUnreadable: true });
  return { ...answer, ...looksOf(answer) };
}

/** What stands in an answer besides what was asked for. Any other field may be what was asked for, by another name. */
const STATUS = ['errcode', 'errmsg', 'request_id', 'requestid', 'success'];

/** What decides how to go on from an answer that has a `failed_list`. */
export function looksOf({ value }: ApiAnswer): Pick<FailedPage, 'hasMore' | 'isEmpty'> {
  if (!isJsonObject(value)) return { hasMore: false, isEmpty: false };
  const { failed_list: list, has_more: more, ...rest } = value;
  const isAbsent = (list === undefined || list === null) && Object.keys(rest).every((name) => STATUS.includes(name));
  const isEmpty = isAbsent || (Array.isArray(list) && list.length === 0);
  return { hasMore: more === true || more === 'true', isEmpty };
}
