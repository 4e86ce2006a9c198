import type { Clock, JsonObject } from '@dinghub/core';

/** What a SyncHTTP row is about: the state of one thing in one organisation. */
export interface SyncRow {
  /** The kind of data: 2 is suite_ticket, 4 authorisation, 13 users, 14 departments... */
  readonly bizType: number;
  readonly bizId: string;
  readonly corpId: string;
  /** What `biz_data` holds as text; its `syncAction` names the event. */
  readonly data: JsonObject;
}

/** Which of the two tables the rows are of: tickets and authorisations, or all else. */
export type SyncPriority = 'HIGH' | 'MEDIUM';

/** Writes rows as DingTalk's tables hold them: a newer state replaces the older one, under its id. */
export type SyncTable = (priority: SyncPriority, rows: readonly SyncRow[]) => JsonObject;

/** Creates the tables of one suite. */
export function createSyncTable(suiteId: string, clock: Clock): SyncTable {
  const known = new Map<string, { readonly id: number; readonly createdAt: number }>();

  function rowOf({ bizType, bizId, corpId, data }: SyncRow): JsonObject {
    const key = JSON.stringify([corpId, bizId, bizType]);
    const first = known.get(key) ?? { id: known.size + 1, createdAt: clock() };
    known.set(key, first);
    return {
      gmt_create: first.createdAt,
      gmt_modified: clock(),
      biz_type: bizType,
      open_cursor: 0,
      subscribe_id: `${suiteId}_0`,
      id: first.id,
      biz_id: bizId,
      biz_data: JSON.stringify(data),
      corp_id: corpId,
      status: 0,
    };
  }

  return (priority, rows) => ({ EventType: `SYNC_HTTP_PUSH_${priority}`, bizData: rows.map(rowOf) });
}
