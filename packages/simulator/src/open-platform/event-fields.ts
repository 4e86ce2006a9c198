import type { JsonObject } from '@dinghub/core';

/** Whose event it is, by the event itself. */
export function corpIdOf(event: JsonObject): string | undefined {
  const corpId = event.CorpId ?? event.corpId ?? event.AuthCorpId;
  return typeof corpId === 'string' ? corpId : undefined;
}

/**
 * When an event happened: by itself where it tells, else when it was first pushed. An approval tells only with its start: of a
 * captured finish, `event_time` is 23 s later than `finishTime`.
 */
export function eventTimeOf(event: JsonObject, pushedAt: number): number {
  const start = event.type === 'start' ? event.createTime : undefined;
  const time = Number(event.EventTime ?? event.TimeStamp ?? event.timeStamp ?? start);
  return Number.isFinite(time) && time > 0 ? time : pushedAt;
}
