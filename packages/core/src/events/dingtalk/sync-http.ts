import { isJsonObject, type JsonObject, type JsonValue } from '../../json';
import { parseJsonObject } from '../parse-json';

/** The two envelopes that third-party apps get: several rows of state in one push. */
export const SYNC_HTTP_TYPES = ['SYNC_HTTP_PUSH_HIGH', 'SYNC_HTTP_PUSH_MEDIUM'] as const;

/** A row of an envelope: as it was sent, and what its `biz_data` says, if that is a JSON object. */
export interface SyncHttpRow {
  readonly row: JsonObject;
  readonly content: JsonObject | undefined;
  /** The row's `syncAction`, else `biz_type_<n>`: an event type of its own. */
  readonly type: string;
}

/**
 * The rows of a SyncHTTP envelope, or undefined when the body is none, or one whose rows cannot be told apart: then it is kept
 * whole, as one event.
 */
export function syncHttpRows(type: string, body: JsonObject): readonly SyncHttpRow[] | undefined {
  if (!SYNC_HTTP_TYPES.some((name) => name === type)) return undefined;
  const rows = body.bizData;
  if (!Array.isArray(rows) || rows.length === 0 || !rows.every(isJsonObject)) return undefined;
  return (rows as readonly JsonObject[]).map((row) => {
    const content = contentOf(row.biz_data);
    const action = content?.syncAction;
    const fallback = typeof row.biz_type === 'number' ? `biz_type_${row.biz_type}` : type;
    return { row, content, type: typeof action === 'string' && action !== '' ? action : fallback };
  });
}

function contentOf(bizData: JsonValue | undefined): JsonObject | undefined {
  if (typeof bizData === 'string') return parseJsonObject(bizData);
  return isJsonObject(bizData) ? bizData : undefined;
}
