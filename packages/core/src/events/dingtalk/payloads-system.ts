import type { CommonPayload } from './payload-parts';

/** Asks whether the URL answers. */
export interface UrlCheckPayload {
  readonly EventType: string;
  readonly Random?: string;
  readonly TestSuiteKey?: string;
}

/** Third-party apps: tickets and authorisations. */
export interface SuitePayload extends CommonPayload {
  readonly SuiteKey?: string;
  readonly SuiteTicket?: string;
  readonly AuthCode?: string;
  readonly AuthCorpId?: string;
}

/**
 * The data of an event that came as a row of a SyncHTTP envelope: the row as sent. What the other payloads describe is in its
 * `biz_data`. Of a deletion, `biz_data` holds `syncAction` alone, and `biz_id` is the id of what was deleted.
 */
export interface SyncHttpRowPayload extends CommonPayload {
  readonly biz_type: number;
  readonly biz_id: string;
  /** JSON. */
  readonly biz_data: string;
  readonly corp_id: string;
  readonly subscribe_id: string;
  readonly gmt_modified: number;
  readonly status?: number;
}
