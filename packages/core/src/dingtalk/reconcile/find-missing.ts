import type { HubEvent } from '../../events/event';
import { isKeyText } from '../../events/event-identity';
import type { JsonValue } from '../../json';
import { scalarText, scalarTexts } from '../../scalar-text';
import type { EventLog } from '../../storage/event-log';
import { MINUTE_MS } from '../../time';
import type { ListedEvent } from './read-page';
import { isSameOccurrence, timeDistance } from './same-occurrence';

/** The events of a page that are not in the log: each once, in the page's order. */
export type FindMissing = (listed: readonly ListedEvent[]) => Promise<readonly ListedEvent[]>;

/** How far an event's time may be from the times that the list gives. */
const MARGIN_MS = MINUTE_MS;
const PAGE = 200;
/** Of one subject within minutes or, for an approval, since it began. */
const MOST_CANDIDATES = 1000;
const GROUPS_AT_ONCE = 10;
/** Of an event about many, so many are looked under. */
const MOST_SUBJECTS = 20;

/**
 * Creates what compares a page with the log. An event is there when the log has its id, or else, in the subject index, one of the
 * same type, organisation, time and ids. Each event of the log stands for one entry at most of all pages of a run: where two are
 * listed and one was received, one is missing. An event about nothing that has an id is found by its own id alone.
 */
export function createFindMissing(events: Pick<EventLog, 'get' | 'list'>): FindMissing {
  async function candidates(subject: string, group: readonly ListedEvent[]): Promise<HubEvent[]> {
    const times = group.flatMap(({ event, listedAt }) => [Date.parse(event.time), listedAt ?? Date.parse(event.time)]);
    const filter = {
      subject,
      since: Math.max(0, Math.min(...times) - MARGIN_MS),
      until: Math.max(...times) + MARGIN_MS,
    };
    const found: HubEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await events.list(filter, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items.map(({ event }) => event));
      cursor = page.cursor;
    } while (cursor !== undefined && found.length < MOST_CANDIDATES);
    return found;
  }

  async function isThere({ event }: ListedEvent): Promise<boolean> {
    const there = (await events.get(event.id))?.event;
    return there !== undefined && there.app === event.app && there.type === event.type;
  }

  async function missingIn(group: readonly ListedEvent[], ids: ReadonlySet<string>): Promise<readonly ListedEvent[]> {
    const there = await Promise.all(group.map(isThere));
    const unknown = group.filter((_, i) => !there[i]);
    const [first] = unknown;
    if (first === undefined) return [];
    const found = await Promise.all(subjectsOf(first.event).map((subject) => candidates(subject, unknown)));
    // A recovered event stands for the entry that it came from, which has its id.
    const pushed = found.flat().filter(({ id, recovered }) => !ids.has(id) && !recovered);
    const earlier = onEarlierPages(unknown, pushed.length);
    return withoutThose([...earlier, ...unknown], pushed).filter((one) => !earlier.includes(one));
  }

  return async (listed) => {
    const unique = [...new Map(listed.map((one) => [one.event.id, one])).values()];
    const ids = new Set(unique.map(({ event }) => event.id));
    const groups = groupsOf(unique);
    const missing: ListedEvent[] = [];
    for (let i = 0; i < groups.length; i += GROUPS_AT_ONCE) {
      const some = groups.slice(i, i + GROUPS_AT_ONCE).map((group) => missingIn(group, ids));
      missing.push(...(await Promise.all(some)).flat());
    }
    return missing.sort((a, b) => a.index - b.index);
  };
}

/** Entries of earlier pages that say what some of these say: what stands for them stands for none of these. */
function onEarlierPages(listed: readonly ListedEvent[], most: number): readonly ListedEvent[] {
  const each = new Map(listed.map((one) => [one.said, one]));
  return [...each.values()].flatMap((one) => Array.from({ length: Math.min(one.before, most) }, () => ({ ...one })));
}

/** Those that no stored event stands for; the nearest in time are paired first. */
function withoutThose(listed: readonly ListedEvent[], stored: readonly HubEvent[]): readonly ListedEvent[] {
  const pairs = listed.flatMap((one) =>
    stored.filter((other) => isSameOccurrence(one, other)).map((other) => ({ one, other })),
  );
  const distance = ({ one, other }: (typeof pairs)[number]) => timeDistance(one, other) ?? Infinity;
  const taken = new Set<ListedEvent | HubEvent>();
  for (const { one, other } of pairs.sort((a, b) => compare(distance(a), distance(b)))) {
    if (taken.has(one) || taken.has(other)) continue;
    taken.add(one).add(other);
  }
  return listed.filter((one) => !taken.has(one));
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The subjects that an event may stand under in the log: of several ids the first makes it, and a push may have another order. */
function subjectsOf({ subject, data }: HubEvent): readonly string[] {
  if (subject === undefined) return [];
  const start = subject.indexOf('/') + 1;
  const [kind, id] = [subject.slice(0, start), subject.slice(start)];
  const lists = Object.values(data).flatMap((value) => (Array.isArray(value) ? [value as readonly JsonValue[]] : []));
  const ids = lists.find(([first]) => scalarText(first) === id) ?? [id];
  const kept = scalarTexts(ids.slice(0, MOST_SUBJECTS)).filter(isKeyText);
  return [...new Set(kept.map((one) => `${kind}${one}`))];
}

/** Entries that one stored event could stand for are compared together. */
function groupsOf(listed: readonly ListedEvent[]): readonly (readonly ListedEvent[])[] {
  const groups = new Map<string, ListedEvent[]>();
  for (const one of listed) {
    const key = JSON.stringify([one.event.type, ...[...subjectsOf(one.event)].sort()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
