import type { JsonObject, JsonValue } from '@dinghub/core';
import type { Failure } from './failures';

/** How get_call_back_failed_result writes an event: under the name of its tag, or, as in 2016, beside it. */
export type FailedListShape = 'nested' | 'flat';

/**
 * A failed event as get_call_back_failed_result returns it: another shape than the push, ids in lower case, no eventId. Times are
 * whole seconds in every sample there is, the captured ones too.
 */
export function failedEntry({ tag, corpId, event, eventAt }: Failure, shape: FailedListShape): JsonObject {
  const payload = { ...payloadOf(tag, withoutId(event)), corpid: corpId };
  const common = { event_time: wholeSecond(eventAt), call_back_tag: tag };
  return shape === 'nested' ? { [tag]: payload, ...common } : { ...payload, ...common };
}

/** The event without what the failed lists leave out. */
export function withoutId({ eventId, EventTime, BizId, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Milliseconds, with the fraction of the second cut off. */
export const wholeSecond = (at: number): number => Math.floor(at / 1000) * 1000;

function payloadOf(tag: string, event: JsonObject): JsonObject {
  if (tag.startsWith('bpms_')) return { bpmsCallBackData: event };
  if (tag.startsWith('label_')) return { roleLabelChange: event };
  if (/^(user_|org_admin_)/.test(tag)) return { userid: listOf(event.UserId ?? event.userId) };
  if (tag.startsWith('org_dept_')) return { deptid: listOf(event.DeptId ?? event.deptId) };
  return { callbackData: event };
}

const listOf = (value: JsonValue | undefined): JsonValue =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
