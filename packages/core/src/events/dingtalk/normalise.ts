import type { JsonObject } from '../../json';
import type { HubEvent } from '../event';
import { eventIdOf } from '../event-identity';
import { corpOf, timeOf, typeOf } from './fields';
import { placesOf } from './places';
import { subjectOf } from './subjects';
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
 * @param mostRows an envelope of more rows is one event, which dispatch splits: no callback has the time
 */
export function normaliseDingTalkBody(body: JsonObject, receipt: Receipt, mostRows = 500): readonly HubEvent[] {
  const type = typeOf([body]) ?? 'unknown';
  const rows = syncHttpRows(type, body, mostRows);
  if (rows) return rows.map((row) => eventOfRow(row, receipt));
  return [toEvent({ type, body, data: body, content: body }, receipt)];
}

/**
 * What a row says is in its `biz_data`, but for a deletion, of which only the row's `biz_id` tells what it is about. The row as
 * sent is the data. Where it stood in the table and in which turn it came make it no other event.
 */
function eventOfRow({ row, content: said, sort, type }: SyncHttpRow, receipt: Receipt): HubEvent {
  const { open_cursor: _cursor, id: _id, gmt_create: _created, ...content } = row;
  const { corp_id = null, gmt_modified = null, biz_id } = row;
  const about = { id: biz_id, sort };
  return toEvent({ type, body: { ...said, corp_id, gmt_modified }, data: row, content, about }, receipt);
}

function toEvent(
  parts: {
    readonly type: string;
    readonly body: JsonObject;
    readonly data: JsonObject;
    readonly content: JsonObject;
    readonly about?: Parameters<typeof subjectOf>[2];
  },
  { app, receivedAt }: Receipt,
): HubEvent {
  const { type, body, data, content, about } = parts;
  const places = placesOf(body);
  const corpid = corpOf(places);
  const subject = subjectOf(type, places, about);
  return {
    specversion: '1.0',
    id: eventIdOf({ type, corpid, eventId: body.eventId, content }),
    source: 'dingtalk',
    type,
    ...(subject === undefined ? {} : { subject }),
    time: new Date(timeOf(places) ?? receivedAt).toISOString(),
    ...(corpid === undefined ? {} : { corpid }),
    app,
    data,
  };
}
