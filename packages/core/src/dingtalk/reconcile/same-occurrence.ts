import { sha256 } from '../../crypto/sha256';
import { instantOf, timeOf } from '../../events/dingtalk/fields';
import { placesOf } from '../../events/dingtalk/places';
import type { HubEvent } from '../../events/event';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json';
import { MINUTE_MS, SECOND_MS } from '../../time';
import type { ListedEvent } from './read-page';

/** Says nothing about what happened: what it is called, whose it is, how and when it was sent, how it is shown. */
const NOISE = new Set('eventtype eventid bizid eventtime timestamp corpid url'.split(' '));

/** How deep values are compared by their fields. */
const MAX_DEPTH = 8;

/** True when both tell of one thing that happened at one time, however their bodies are written. */
export function isSameOccurrence(listed: ListedEvent, stored: HubEvent): boolean {
  const { event } = listed;
  if (!isComparable(event, stored)) return false;
  const [one, other] = [fieldsOf(event.data), fieldsOf(stored.data)];
  const shared = [...one.keys()].filter((name) => other.has(name));
  // Where one of them says nothing at all, what they are about and when has to do.
  if (shared.length === 0 && one.size > 0 && other.size > 0) return false;
  if (shared.some((name) => one.get(name) !== other.get(name))) return false;
  if (timeDistance(listed, stored) !== undefined) return true;
  return listed.isTimed && (saysWhen(event.data, shared) || haveOneStamp(event.data, stored.data));
}

/** True where what both say tells when it happened, at whatever depth: the rows of attendance do. */
function saysWhen(data: JsonObject, shared: readonly string[]): boolean {
  const said = Object.entries(data).filter(([name]) => shared.includes(plain(name)));
  return timeOf(placesOf(Object.fromEntries(said))) !== undefined;
}

/** True where both carry one `timeStamp`: that of what happened, which a body may have besides the time of its push. */
function haveOneStamp(a: JsonObject, b: JsonObject): boolean {
  const [one, other] = [stampOf(a), stampOf(b)];
  return one !== undefined && one === other;
}

function stampOf(data: JsonObject): string | undefined {
  const [, stamp] = Object.entries(data).find(([name]) => plain(name) === 'timestamp') ?? [];
  return stamp === undefined ? undefined : textOf(stamp, 0);
}

/** True for events of one type, app and organisation that came from DingTalk. */
function isComparable(a: HubEvent, b: HubEvent): boolean {
  const { corpid = b.corpid } = a;
  return a.type === b.type && a.app === b.app && a.source === b.source && corpid === (b.corpid ?? corpid);
}

/**
 * How far a stored event's time, or its `timeStamp`, is from the time of a listed one, in ms; undefined when it is another time. A list's
 * whole second is the one in which it happened, or the one before (captured: `event_time` 1553959282000 beside a `finishTime` of
 * 1553959283000); a time with milliseconds is exact. A push that tells no time has that of its receipt, which with DingTalk's two retries
 * comes up to 45 s after.
 */
export function timeDistance({ event, isTimed }: ListedEvent, stored: HubEvent): number | undefined {
  const at = Date.parse(event.time);
  const latest = timeOf(placesOf(stored.data)) === undefined ? MINUTE_MS : SECOND_MS;
  const most = isTimed || at % SECOND_MS !== 0 ? 0 : latest;
  const times = [Date.parse(stored.time), instantOf(stampOf(stored.data)) ?? []].flat();
  const later = times.map((time) => time - at).filter((distance) => distance >= 0 && distance <= most);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** Of the bodies at hand: each of a page is compared with up to a thousand others. */
const known = new WeakMap<JsonObject, ReadonlyMap<string, string>>();

/** A body's fields: names without case and underscores, values as text. */
function fieldsOf(data: JsonObject): ReadonlyMap<string, string> {
  const before = known.get(data);
  if (before !== undefined) return before;
  const all = Object.entries(data).map(([name, value]) => [plain(name), textOf(value, 0)] as const);
  const fields = new Map(all.filter(([name]) => !NOISE.has(name)));
  known.set(data, fields);
  return fields;
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/**
 * Equal for values that say the same: 7 and '7', 'u1' and ['u1'], ids in any order, names in any case. What is nested is hashed: a text
 * within texts would double with each level.
 */
function textOf(value: JsonValue, depth: number): string {
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => textOf(item, depth + 1)).sort();
    return items.length === 1 ? (items[0] ?? '') : sha256(JSON.stringify(items));
  }
  if (!isJsonObject(value)) return String(value);
  const fields = Object.entries(value).map(([name, inner]) => [plain(name), textOf(inner, depth + 1)]);
  return sha256(JSON.stringify(fields.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))));
}
