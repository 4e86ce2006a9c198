import type { JsonObject } from '@dinghub/core';
import { isObject } from '../control-request';

/** Whose event it is, by the event itself; of a SyncHTTP envelope, by its rows, where all are of one organisation. */
export function corpIdOf(event: JsonObject): string | undefined {
  const corpId = event.CorpId ?? event.corpId ?? event.AuthCorpId ?? corpIdOfRows(event);
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

function corpIdOfRows({ bizData }: JsonObject): unknown {
  if (!Array.isArray(bizData)) return undefined;
  const owners = new Set(bizData.map((row) => (isObject(row) ? row.corp_id : undefined)));
  return owners.size === 1 ? [...owners][0] : undefined;
}
