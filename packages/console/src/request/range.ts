import { DAY_MS } from '@dinghub/core';
import { AdminError } from '../errors';

/** Instants in epoch ms: `since` inclusive, `until` exclusive. */
export interface TimeRange {
  readonly since?: number;
  readonly until?: number;
}

/** Nothing is kept longer than 3650 days, nor received later than now; a day for clocks that differ. */
const LONGEST_RETENTION_MS = 3651 * DAY_MS;

/** @throws AdminError when a range ends before it starts */
export function checkRange({ since, until }: TimeRange): void {
  if (since !== undefined && until !== undefined && until <= since) {
    throw new AdminError('invalid_request', { problems: ['until: expected a later time than since.'] });
  }
}

/**
 * A range of times of receipt without its parts that cannot hold anything: listings read day by day, so a range of thousands
 * of empty years would be a listing of thousands of empty pages.
 * @throws AdminError when it ends before it starts
 */
export function clipRange(range: TimeRange, now: number): TimeRange {
  checkRange(range);
  const { since, until } = range;
  const from = since === undefined ? undefined : Math.min(Math.max(since, now - LONGEST_RETENTION_MS), now);
  const to = until === undefined ? undefined : Math.max(Math.min(until, now + DAY_MS), (from ?? 0) + 1);
  return { ...(from === undefined ? {} : { since: from }), ...(to === undefined ? {} : { until: to }) };
}
