import type { HubEvent, StoredEvent } from '../events/event';
import { isJsonObject } from '../json';
import type { StoredRecord } from './record-store';

/** The event that a record of the log holds. */
export function toStoredEvent(record: StoredRecord): StoredEvent {
  if (!isJsonObject(record.value) || record.timeline === undefined) {
    throw new TypeError(`The record ${record.partition} is not an event.`);
  }
  const { expiresAt } = record;
  const event = record.value as unknown as HubEvent;
  return { event, receivedAt: record.timeline.at, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
