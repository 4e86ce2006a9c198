import type { StoredEvent } from '@dinghub/core';
import type { ShownEvent } from '../api/documents';
import type { HubApi } from '../api/hub-api';
import { CliError } from '../failure';
import { type EventSource, noSuchEvent } from './event-source';

/** Fewer than of a file: a function's answer may have 6 MB, and an event 1 MiB. */
const PAGE = 100;
const LOOK_EVERY_MS = 1000;

/** Reads events from a hub's admin API. */
export function createApiSource(hub: HubApi): EventSource {
  return {
    lookEveryMs: LOOK_EVERY_MS,
    pageSize: PAGE,
    now: hub.now,
    async list(filter, page) {
      const { items, ...rest } = await hub.events.list(filter, page);
      return { ...rest, items: items.map(toStored) };
    },
    async get(id) {
      const { deliveries, ...event } = await hub.events.get(id).catch((error: unknown) => {
        const isMissing = error instanceof CliError && error.reason === 'not_found';
        throw isMissing ? noSuchEvent(id) : error;
      });
      return { stored: toStored(event), deliveries };
    },
  };
}

function toStored({ receivedAt, ...event }: ShownEvent): StoredEvent {
  return { event, receivedAt: Date.parse(receivedAt) };
}
