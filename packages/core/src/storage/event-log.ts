import type { HubEvent, StoredEvent } from '../events/event';
import type { Page, PageRequest } from './record-store';

/** Which events to list; all given conditions must hold. Times are epoch ms of receipt: `since` inclusive, `until` exclusive. */
export interface EventFilter {
  readonly type?: string;
  readonly corpid?: string;
  readonly app?: string;
  /** Read from its own index, ordered by the events' own times. */
  readonly subject?: string;
  readonly since?: number;
  readonly until?: number;
}

/** The event log over a {@link RecordStore}. */
export interface EventLog {
  /** Stores every event durably, or finds that it is there already. Resolves only when all are on disk. */
  append(events: readonly HubEvent[]): Promise<readonly ('inserted' | 'exists')[]>;
  get(id: string): Promise<StoredEvent | undefined>;
  /** Newest first unless `order` says otherwise. A page may be short or empty and still have a cursor: go on until it has none. */
  list(filter: EventFilter, page: PageRequest): Promise<Page<StoredEvent>>;
}
