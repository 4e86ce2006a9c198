import type { EventFilter, StoredEvent } from '@dinghub/core';
import type { ReadPage } from '../api/collect';
import type { ShownDelivery } from '../api/documents';
import { CliError } from '../failure';
import { both, tellHere } from '../told';

/** An event with what became of it. */
export interface FoundEvent {
  readonly stored: StoredEvent;
  readonly deliveries: readonly ShownDelivery[];
}

/** Where events are read: a hub's admin API, or the file of a local hub. */
export interface EventSource {
  list(filter: EventFilter, page: Parameters<ReadPage<StoredEvent>>[0]): ReturnType<ReadPage<StoredEvent>>;
  /** @throws CliError when there is none of that id */
  get(id: string): Promise<FoundEvent>;
  /** The time of whoever stores the events, in epoch ms. */
  now(): number;
  /** How often it is polite to look for new events, in ms. */
  readonly lookEveryMs: number;
  /** How many events are asked for at a time, at most. */
  readonly pageSize: number;
}

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

/** What a source says of an id that it does not know. */
export function noSuchEvent(id: string): CliError {
  return new CliError(tellHere(both(`There is no event with the id "${id}".`, `没有 ID 为“${id}”的事件。`)));
}
