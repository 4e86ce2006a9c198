import type { StoredEvent } from '../events/event';
import type { EventLog } from './event-log';

/** So many events are remembered: enough for the subscribers of what is being delivered now. */
const MOST = 128;

/**
 * An event log that remembers what it read last. Events never change, and one event is read for each subscriber and each retry.
 */
export function rememberingEvents(events: Pick<EventLog, 'get'>): Pick<EventLog, 'get'> {
  const known = new Map<string, StoredEvent>();
  return {
    async get(id) {
      const remembered = known.get(id);
      if (remembered !== undefined) return remembered;
      const stored = await events.get(id);
      if (stored === undefined) return undefined;
      const [oldest] = known.keys();
      if (known.size >= MOST && oldest !== undefined) known.delete(oldest);
      known.set(id, stored);
      return stored;
    },
  };
}
