import type { EventFilter, EventLog, StoredEvent } from '@dinghub/core';
import { collect } from './event-log';

/** How often `tail` looks, and how far back: long enough to see what a slower writer committed late. */
const TAIL_EVERY_MS = 500;
const TAIL_OVERLAP_MS = 10_000;

/**
 * Shows each event once, as it arrives, until it is asked to stop.
 * @param options.lines how many earlier events to begin with
 */
export async function tail(
  log: EventLog,
  options: {
    readonly filter: EventFilter;
    readonly lines: number;
    readonly show: (stored: StoredEvent) => void;
    readonly stopped: () => boolean;
  },
): Promise<void> {
  const { filter, lines, show, stopped } = options;
  const startedAt = Date.now();
  const seen = new Map<string, number>();
  const { since: _, ...rest } = filter;
  const everythingSince = async (since: number) =>
    [...(await collect(log, { ...rest, since }, Number.POSITIVE_INFINITY)).items].reverse();

  // What lies in the overlap already counts as seen, whether it is shown or not.
  for (const { event, receivedAt } of await everythingSince(startedAt - TAIL_OVERLAP_MS))
    seen.set(event.id, receivedAt);
  const earlier = lines > 0 ? (await collect(log, filter, lines)).items : [];
  for (const stored of [...earlier].reverse()) {
    show(stored);
    seen.set(stored.event.id, stored.receivedAt);
  }

  let newest = Math.max(startedAt, ...seen.values());
  while (!stopped()) {
    const since = newest - TAIL_OVERLAP_MS;
    for (const stored of await everythingSince(since)) {
      if (!seen.has(stored.event.id)) show(stored);
      seen.set(stored.event.id, stored.receivedAt);
      newest = Math.max(newest, stored.receivedAt);
    }
    for (const [id, at] of seen) if (at < since) seen.delete(id);
    await new Promise((resolve) => setTimeout(resolve, TAIL_EVERY_MS));
  }
}
