import { sha256 } from '../crypto/sha256';
import { instantOf } from '../events/dingtalk/fields';
import { keyText } from '../events/dingtalk/places';
import { contentOf } from '../events/dingtalk/sync-http';
import type { HubEvent } from '../events/event';
import { isKeyText } from '../events/event-identity';
import type { JsonObject, JsonValue } from '../json';
import { scalarText } from '../scalar-text';

/** What makes a SyncHTTP row the row that it is: with the organisation, DingTalk's own unique key (open.dingtalk.com, SyncHTTP). */
export interface SyncRowKey {
  /** `<suiteId>_0`. */
  readonly subscribeId: string;
  /** What sort of thing it is about: 2 tickets, 4 authorisations, 13 users, 14 departments… */
  readonly bizType: number;
  /** Which one, e.g. a userId. */
  readonly bizId: string;
}

/** A row as an event carries it. */
export interface SyncRow extends SyncRowKey {
  readonly corpId: string;
  /** Epoch ms: `gmt_modified`, by which the newest state is known. */
  readonly modifiedAt: number;
  /** What its `biz_data` says; empty when that is no JSON object. */
  readonly content: JsonObject;
}

/** The row that an event came as; undefined for any other event. */
export function syncRowOf({ source, corpid, time, data }: HubEvent): SyncRow | undefined {
  const { biz_type: type, biz_id: id, biz_data: said, subscribe_id: subscribeId, corp_id: corp } = data;
  const bizType = numberOf(type);
  if (source !== 'dingtalk' || bizType === undefined || said === undefined) return undefined;
  const corpId = keyText(corp) ?? corpid;
  const bizId = textOf(id);
  if (corpId === undefined || bizId === undefined) return undefined;
  return {
    subscribeId: textOf(subscribeId) ?? '',
    bizType,
    bizId,
    corpId,
    modifiedAt: instantOf(data.gmt_modified) ?? Date.parse(time),
    content: contentOf(said),
  };
}

/** A row's key as text that fits a store: as it reads where that is short, else a hash. */
export function rowKeyText({ subscribeId, bizType, bizId }: SyncRowKey): string {
  const text = `${bizType}#${bizId}#${subscribeId}`;
  return isKeyText(text) ? text : `${bizType}#${sha256(text)}`;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return scalarText(value) || undefined;
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return /^\d{1,9}$/.test(scalarText(value) ?? '') ? Number(value) : undefined;
}
