import type { JsonObject, JsonValue } from '@dinghub/core';
import { isObject } from '../control-request';

/** What failrecord/list is asked for. Times in seconds: from `begin`, before `end`. */
export interface FailRecordQuery {
  readonly tags: readonly string[];
  /** The last id of the page before. */
  readonly cursor: number;
  /** 0 is confirmed, 1 is not; else both. */
  readonly status: number | undefined;
  readonly pageSize: number;
  readonly begin: number;
  readonly end: number;
  readonly confirm: boolean;
}

/** How many records a call returns or confirms at most. */
export const FAIL_RECORD_PAGE_SIZE = 100;

/**
 * The query that a body holds, by itself or as `req`, as the SDKs send it; undefined for one that DingTalk would not take.
 */
export function readFailRecordQuery(body: JsonObject | undefined): FailRecordQuery | undefined {
  const query = isObject(body?.req) ? body.req : body;
  const { tags, confirm = false } = query ?? {};
  const cursor = numberOf(query?.cursor, 0);
  const pageSize = numberOf(query?.page_size, FAIL_RECORD_PAGE_SIZE);
  const status = query?.status == null ? undefined : numberOf(query.status, 0);
  const begin = numberOf(query?.begin_time, 0);
  const end = numberOf(query?.end_time, Number.MAX_SAFE_INTEGER);
  if (!Array.isArray(tags) || tags.length === 0 || !tags.every((tag) => typeof tag === 'string')) return undefined;
  if (![cursor, pageSize, status ?? 0, begin, end].every(Number.isSafeInteger)) return undefined;
  if (pageSize < 1 || pageSize > FAIL_RECORD_PAGE_SIZE || typeof confirm !== 'boolean') return undefined;
  return { tags, cursor, status, pageSize, begin, end, confirm };
}

/** The ids that a body of failrecord/confirm holds, as a list or as text with commas; undefined for anything else. */
export function readIdList(body: JsonObject | undefined): readonly number[] | undefined {
  const { id_list: list } = body ?? {};
  const values = typeof list === 'string' ? list.split(',').map(Number) : list;
  const isList = Array.isArray(values) && values.length > 0 && values.length <= FAIL_RECORD_PAGE_SIZE;
  return isList && values.every((id) => Number.isSafeInteger(id)) ? values : undefined;
}

const numberOf = (value: JsonValue | undefined, otherwise: number): number =>
  value === undefined || value === null ? otherwise : typeof value === 'number' ? value : Number.NaN;
