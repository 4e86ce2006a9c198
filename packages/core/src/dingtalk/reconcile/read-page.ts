import { sha256 } from '../../crypto/sha256';
import { normaliseDingTalkBody } from '../../events/dingtalk/normalise';
import type { HubEvent } from '../../events/event';
import { parseJsonObject } from '../../events/parse-json';
import type { JsonObject, JsonValue } from '../../json';
import { scalarText } from '../../scalar-text';
import { type ReadEntry, readEntry } from './read-entry';

/** An event that DingTalk could not push, as the failed list tells it. */
export interface ListedEvent extends Omit<ReadEntry, 'body'> {
  readonly event: HubEvent;
  /** Where in the page. */
  readonly index: number;
  /** What it says, the same for entries that say the same. */
  readonly said: string;
  /** How many entries of earlier pages said it. */
  readonly before: number;
}

/** What a page says. */
export interface ReadPage {
  readonly events: readonly ListedEvent[];
  /** How many entries there are, understood or not. */
  readonly size: number;
  /** Where those stand that name no event. */
  readonly unreadable: readonly number[];
  /** How many entries have said each thing, those of earlier pages included. */
  readonly ordinals: Ordinals;
}

/** How many entries without a time of their own have said the same, by what they say. */
export type Ordinals = Readonly<Record<string, number>>;

/**
 * Reads a raw page. Undefined when it is none: not JSON, or without a list.
 * @param app the app that it was given to
 * @param askedAt epoch ms: the time of events that have none
 * @param before how many entries of earlier pages said the same as some of these
 */
export function readPage(text: string, app: string, askedAt: number, before: Ordinals = {}): ReadPage | undefined {
  const list = parseJsonObject(text)?.failed_list;
  if (!Array.isArray(list)) return undefined;
  const entries: readonly JsonValue[] = list;
  const events: ListedEvent[] = [];
  const unreadable: number[] = [];
  const onEarlierPages = new Map(Object.entries(before));
  const seen = new Map(onEarlierPages);
  for (const [index, entry] of entries.entries()) {
    const read = readEntry(entry);
    if (read === undefined) {
      unreadable.push(index);
      continue;
    }
    const { body, ...about } = read;
    for (const event of normaliseDingTalkBody(body, { app, receivedAt: askedAt })) {
      const earlier = about.isTimed ? 0 : (seen.get(event.id) ?? 0);
      if (!about.isTimed) seen.set(event.id, earlier + 1);
      const said = event.id;
      events.push({ ...about, index, said, before: onEarlierPages.get(said) ?? 0, event: nth(event, body, earlier) });
    }
  }
  return { events, size: entries.length, unreadable, ordinals: Object.fromEntries(seen) };
}

/**
 * The list's times are whole seconds, and two changes of one user can be 53 ms apart: where nothing but that time tells entries of
 * a run's pages apart, equal ones are events of their own. A page that is read again gives the same ids again.
 */
function nth(event: HubEvent, body: JsonObject, n: number): HubEvent {
  if (n === 0 || scalarText(body.eventId) === event.id) return event;
  const id = sha256(JSON.stringify([event.id, n]));
  return { ...event, id };
}
