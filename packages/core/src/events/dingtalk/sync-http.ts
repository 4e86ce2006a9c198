import { isJsonObject, type JsonObject, type JsonValue } from '../../json';
import { parseJsonObject } from '../parse-json';
import { typeOf } from './fields';
import { keyText } from './places';

/** The two envelopes that third-party apps get: several rows of state in one push. */
const ENVELOPE = /^SYNC_HTTP_PUSH_(HIGH|MEDIUM)$/;

/** A row of an envelope. */
export interface SyncHttpRow {
  /** As it was sent. */
  readonly row: JsonObject;
  /** What its `biz_data` says; empty when that is no JSON object. */
  readonly content: JsonObject;
  /** `biz_type_<n>`: what sort of thing it is about. */
  readonly sort: string;
  /** The event type that `biz_data` names as its `syncAction` or `eventType`, else {@link sort}. */
  readonly type: string;
}

/**
 * The rows of a SyncHTTP envelope, or undefined when the body is none, or one with more rows than `most` or with rows that cannot be
 * told apart: then it is kept whole, as one event.
 */
export function syncHttpRows(type: string, body: JsonObject, most: number): readonly SyncHttpRow[] | undefined {
  if (!ENVELOPE.test(type)) return undefined;
  const rows = body.bizData;
  if (!Array.isArray(rows) || !rows.length || rows.length > most || !rows.every(isJsonObject)) return undefined;
  return (rows as readonly JsonObject[]).map((row) => {
    const content = contentOf(row.biz_data);
    const bizType = keyText(row.biz_type);
    const sort = bizType ? `biz_type_${bizType}` : type;
    return { row, content, sort, type: typeOf([content, content.data].filter(isJsonObject)) ?? sort };
  });
}

/** What the `biz_data` of a row says; empty when that is no JSON object. */
export function contentOf(bizData: JsonValue | undefined): JsonObject {
  const content = typeof bizData === 'string' ? parseJsonObject(bizData) : bizData;
  return isJsonObject(content) ? content : {};
}
