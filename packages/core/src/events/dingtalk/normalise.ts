import type { JsonObject } from '../../json';
import type { HubEvent } from '../event';
import { eventIdOf, isKeyText } from '../event-identity';
import { corpOf, subjectOf, timeOf, typeOf } from './fields';
import { type SyncHttpRow, syncHttpRows } from './sync-http';

/** What an event is received with. */
export interface Receipt {
  /** The name of the app. */
  readonly app: string;
  /** Epoch ms. */
  readonly receivedAt: number;
}

/**
 * The events of a verified body: one, or one for each row of a SyncHTTP envelope. What dinghub uses (type, corp, time, subject)
 * is read from whichever shape the body has; `data` stays as DingTalk sent it. Nothing is refused: a body that says nothing
 * known is an event of type `unknown`.
 */
export function normaliseDingTalkBody(body: JsonObject, receipt: Receipt): readonly HubEvent[] {
  const type = typeOf(body);
  const rows = syncHttpRows(type, body);
  if (rows !== undefined) return rows.map((row) => eventOfRow(row, receipt));
  return [toEvent({ type, body, data: body, content: body }, receipt)];
}

/** A row's ids are in the row or in its `biz_data`; a deletion has only the row's `biz_id`. The row as sent is the data. */
function eventOfRow({ row, content, type }: SyncHttpRow, receipt: Receipt): HubEvent {
  const body = { ...content, ...row, eventId: content?.eventId ?? null };
  const named = isKeyText(type) ? type : 'unknown';
  return toEvent({ type: named, body, data: row, content: row }, receipt);
}

function toEvent(
  parts: { readonly type: string; readonly body: JsonObject; readonly data: JsonObject; readonly content: JsonObject },
  { app, receivedAt }: Receipt,
): HubEvent {
  const { type, body, data, content } = parts;
  const corpid = corpOf(body);
  const subject = subjectOf(type, body);
  return {
    specversion: '1.0',
    id: eventIdOf({ type, corpid, eventId: body.eventId, content }),
    source: 'dingtalk',
    type,
    ...(subject === undefined ? {} : { subject }),
    time: new Date(timeOf(body) ?? receivedAt).toISOString(),
    ...(corpid === undefined ? {} : { corpid }),
    app,
    data,
  };
}
