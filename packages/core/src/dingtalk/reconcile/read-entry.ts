import { corpOf, timeOf, typeOf } from '../../events/dingtalk/fields';
import { keyText, placesOf } from '../../events/dingtalk/places';
import { parseJsonObject } from '../../events/parse-json';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json';

/** What an entry of the failed list says, as the push that failed would have said it. */
export interface ReadEntry {
  /** `EventType`, `CorpId`, a time, and what the entry holds. */
  readonly body: JsonObject;
  /** `event_time` in epoch ms: when it happened, or when its push failed; a second off at times. */
  readonly listedAt?: number;
  /** True when the body has a time of its own; else its `TimeStamp` is the list's. */
  readonly isTimed: boolean;
}

/** What DingTalk wraps bodies in: approvals, roles, all others (open.dingtalk.com, obtain-the-event-list-of-failed-push-messages). */
const WRAPPERS = ['bpmscallbackdata', 'rolelabelchange', 'callbackdata'];

/** What an entry says besides its payload. */
const ENVELOPE = ['call_back_tag', 'event_time', 'id'];

/** Lower-case names that stand outside a wrapper, and what pushes call them (captured family). */
const PUSHED: Readonly<Record<string, string>> = {
  ...{ corpid: 'CorpId', userid: 'UserId', deptid: 'DeptId', chatid: 'ChatId', timestamp: 'TimeStamp' },
  ...{ staffid: 'StaffId', optstaffid: 'OptStaffId', labelidlist: 'LabelIdList', useridlist: 'UserIdList' },
};

/**
 * Reads an entry in any of its shapes: nested below its tag, with or without a wrapper; flat, as in 2016; with `call_back_data`
 * as JSON text, as third-party apps get it. What is inside a wrapper is the body that was pushed, and stays as it is: equal bodies
 * give equal event ids. Elsewhere names are lower-case, and become those of a push, so that subscribers need to know one shape.
 * @returns undefined for what names no event
 */
export function readEntry(entry: JsonValue): ReadEntry | undefined {
  if (!isJsonObject(entry)) return undefined;
  const tag = keyText(entry.call_back_tag) ?? typeOf([entry]) ?? onlyTag(entry);
  if (tag === undefined) return undefined;
  const payload = payloadOf(entry, tag);
  const content = unwrap(payload) ?? rename(payload);
  const places = placesOf(content);
  const corpid = corpOf(places) ?? corpOf([payload]) ?? corpOf([entry]);
  const listedAt = timeOf([{ event_time: entry.event_time ?? null }]);
  const isTimed = timeOf(places) !== undefined;
  return {
    body: {
      ...(typeOf([content]) === undefined ? { EventType: tag } : {}),
      ...content,
      ...(corpOf(places) === undefined && corpid !== undefined ? { CorpId: corpid } : {}),
      ...(isTimed || listedAt === undefined ? {} : { TimeStamp: timeStamp(tag, listedAt) }),
    },
    ...(listedAt === undefined ? {} : { listedAt }),
    isTimed,
  };
}

/** Pushes have a number in chat and check-in events and a text in the others. */
function timeStamp(tag: string, at: number): number | string {
  return /^(chat_|check_in)/.test(tag) ? at : String(at);
}

/** The one field that holds an object, should the entry not name its tag. */
function onlyTag(entry: JsonObject): string | undefined {
  const names = Object.keys(entry).filter((name) => isJsonObject(entry[name]));
  return names.length === 1 && !WRAPPERS.includes(lower(names[0])) ? keyText(names[0]) : undefined;
}

function payloadOf(entry: JsonObject, tag: string): JsonObject {
  const { call_back_data: data, ...others } = entry;
  if (data !== undefined) {
    const said = objectIn(data) ?? { call_back_data: data };
    return objectIn(own(said, tag) ?? null) ?? said;
  }
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !ENVELOPE.includes(name)));
  const below = own(rest, tag);
  const { [tag]: _, ...beside } = rest;
  return { ...beside, ...(below === undefined ? {} : (objectIn(below) ?? { [tag]: below })) };
}

/** What is in a wrapper, with what stands beside it; undefined where there is none. */
function unwrap(payload: JsonObject): JsonObject | undefined {
  const name = Object.keys(payload).find((key) => WRAPPERS.includes(lower(key)));
  const content = name === undefined ? undefined : objectIn(payload[name] ?? null);
  if (name === undefined || content === undefined) return undefined;
  const beside = Object.entries(payload).filter(([key]) => key !== name && lower(key) !== 'corpid');
  return { ...rename(Object.fromEntries(beside)), ...content };
}

function rename(payload: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => {
      const pushed = Object.hasOwn(PUSHED, name) ? PUSHED[name] : undefined;
      return [pushed === undefined || pushed in payload ? name : pushed, value];
    }),
  );
}

function objectIn(value: JsonValue): JsonObject | undefined {
  if (typeof value === 'string') return parseJsonObject(value);
  return isJsonObject(value) ? value : undefined;
}

/** What DingTalk calls so, and not what every object has by that name. */
function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function lower(name = ''): string {
  return name.toLowerCase();
}
