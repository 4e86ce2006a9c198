import type { StoredEvent } from '@dinghub/core';
import { iso } from './iso';

/** A stored event as it is answered: the event itself, and when it was received. */
export function eventDocument({ event, receivedAt }: StoredEvent): object {
  return { ...event, receivedAt: iso(receivedAt) };
}
