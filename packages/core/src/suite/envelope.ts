import { normaliseDingTalkBody } from '../events/dingtalk/normalise';
import type { HubEvent, StoredEvent } from '../events/event';

/**
 * The events in a SyncHTTP envelope that the callback kept whole, since it has too many rows; undefined for every other event. Always the
 * same ones, however often it is split.
 */
export function rowsOfEnvelope({ event, receivedAt }: StoredEvent): readonly HubEvent[] | undefined {
  const { app, source, type, data, recovered } = event;
  if (source !== 'dingtalk' || !type.startsWith('SYNC_HTTP_PUSH_')) return undefined;
  const rows = normaliseDingTalkBody(data, { app, receivedAt }, Infinity);
  // What has no rows that can be told apart is an event like any other; so is a row that does not say of what sort it is.
  if (rows.some((row) => row.data === data)) return undefined;
  return recovered === undefined ? rows : rows.map((row) => ({ ...row, recovered }));
}
