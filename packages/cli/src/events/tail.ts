import { setTimeout as sleep } from 'node:timers/promises';
import type { EventFilter, StoredEvent } from '@dinghub/core';
import { collect, type ReadPage } from '../api/collect';
import type { EventSource } from './event-source';

/** How far back each look goes: long enough to see what a slower writer committed late. */
const OVERLAP_MS = 10_000;

/** What `tail` is told. */
export interface TailOptions {
  readonly filter: EventFilter;
  /** How many earlier events to begin with. */
  readonly lines: number;
  readonly show: (stored: StoredEvent) => void;
  /** Told when the earlier events have been shown. */
  readonly onWaiting?: () => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told of a look that failed; it throws when that is the end. @default throws */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Shows each event once, as it arrives, until it is asked to stop. How far it looks back goes by the store's clock and no further
 * than that: one event with a time of receipt in the future makes it miss nothing.
 */
export async function tail(source: EventSource, options: TailOptions): Promise<void> {
  const { filter, lines, show, onWaiting, signal, onFailure = fail } = options;
  const { pageSize } = source;
  const seen = new Map<string, number>();
  const { since: _, ...rest } = filter;
  // The events of one subject are listed by their own times, which say nothing about when they arrived: there the newest are read.
  const bySubject = filter.subject !== undefined;
  const everythingSince = async (since: number) => {
    const read: ReadPage<StoredEvent> = (page) => source.list(bySubject ? rest : { ...rest, since }, page);
    const { items } = await collect(read, bySubject ? pageSize : Number.POSITIVE_INFINITY, { pageSize });
    return [...items].reverse();
  };

  // What lies in the overlap already counts as seen, whether it is shown or not.
  for (const { event, receivedAt } of await everythingSince(source.now() - OVERLAP_MS)) seen.set(event.id, receivedAt);
  let newest = source.now();
  const earlier = lines > 0 ? (await collect((page) => source.list(filter, page), lines, { pageSize })).items : [];
  for (const stored of [...earlier].reverse()) {
    show(stored);
    seen.set(stored.event.id, stored.receivedAt);
  }
  onWaiting?.();

  while (!signal.aborted) {
    const since = newest - OVERLAP_MS;
    const arrived = await everythingSince(since).catch((error: unknown) => {
      onFailure(error);
      return [];
    });
    for (const stored of arrived) {
      if (!seen.has(stored.event.id)) show(stored);
      seen.set(stored.event.id, stored.receivedAt);
      newest = Math.max(newest, Math.min(stored.receivedAt, source.now()));
    }
    for (const [id, at] of seen) if (at < since && !bySubject) seen.delete(id);
    await sleep(source.lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

function fail(error: unknown): never {
  throw error;
}
