import { statSync } from 'node:fs';
import { createEventLog, type EventFilter, type EventLog, type Page, type StoredEvent } from '@dinghub/core';
import { createSqliteRecordStore, databaseFile, fileFault } from '@dinghub/local-adapter';
import { CliError } from './failure';
import { languageOf, MISSING_TEXTS } from './language';

/** How far back a listing without --since may reach. */
const LONGEST_RETENTION_DAYS = 3650;

/** How many events are read at a time. */
const PAGE = 500;

/** An event as the commands print it in JSON. */
export interface EventView {
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** CloudEvents 1.0, as it is delivered. */
  readonly event: StoredEvent['event'];
}

/** What `list`, `show` and `tail` print of an event. */
export function viewOf({ event, receivedAt }: StoredEvent): EventView {
  return { receivedAt: new Date(receivedAt).toISOString(), event };
}

/** Opens the event log of the hub in a data folder, and closes it after use. */
export async function withEventLog<T>(data: string, use: (log: EventLog) => Promise<T>): Promise<T> {
  const path = databaseFile(data);
  if (!isThere(path)) throw new CliError(MISSING_TEXTS[languageOf(process.env)].hub(data));
  const store = createSqliteRecordStore({ path });
  try {
    return await use(createEventLog({ store, clock: Date.now, retentionDays: LONGEST_RETENTION_DAYS }));
  } finally {
    await store.close();
  }
}

/** Up to `limit` events, newest first: goes on through the short pages that a filter leaves. */
export async function collect(
  log: EventLog,
  filter: EventFilter,
  limit: number,
  from?: string,
): Promise<Page<StoredEvent>> {
  const items: StoredEvent[] = [];
  let cursor = from;
  do {
    const wanted = Math.min(PAGE, limit - items.length);
    const page = await log.list(filter, { limit: wanted, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && items.length < limit);
  return { items, ...(cursor === undefined ? {} : { cursor }) };
}

/** False only where nothing is: a folder that may not be read is an error of its own. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw fileFault(path, error);
  }
}
