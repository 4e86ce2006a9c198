import { isJsonObject, type JsonObject, type JsonValue } from '../../json';
import { isKeyText } from '../event-identity';

/** Instants outside of this are not times of DingTalk events (2001 to 2286): they are garbage, or in another unit. */
const EARLIEST_MS = 1_000_000_000_000;
const LATEST_MS = 9_999_999_999_999;

/** The first of the named properties that the body has as its own. Names are compared exactly: some bodies have `CorpId` and `corpId`. */
function firstOf(body: JsonObject, names: readonly string[]): JsonValue | undefined {
  for (const name of names) {
    if (Object.hasOwn(body, name)) {
      const value = body[name];
      if (value !== null && value !== '') return value;
    }
  }
  return undefined;
}

/** A text or a number that can stand in a key; of an array, the first; of an object, nothing. */
function keyText(value: JsonValue | undefined): string | undefined {
  const first = Array.isArray(value) ? (value as readonly JsonValue[])[0] : value;
  const text = typeof first === 'number' ? String(first) : first;
  return typeof text === 'string' && isKeyText(text) ? text : undefined;
}

/** The first row of a body that keeps its fields in rows, as attendance events do. */
function firstRow(body: JsonObject): JsonObject | undefined {
  const rows = firstOf(body, ['DataList', 'dataList']);
  const row = Array.isArray(rows) ? (rows as readonly JsonValue[])[0] : undefined;
  return isJsonObject(row) ? row : undefined;
}

/** The body, then the objects in which some events nest their fields. */
function levels(body: JsonObject): readonly JsonObject[] {
  const nested = [body.data, firstRow(body)].filter(isJsonObject);
  return [body, ...nested];
}

/** `EventType`, else `eventType`; `unknown` when it is no text that can stand in a key: such an event is kept too. */
export function typeOf(body: JsonObject): string {
  const type = firstOf(body, ['EventType', 'eventType']);
  return typeof type === 'string' && isKeyText(type) ? type : 'unknown';
}

/** The organisation that an event is about. */
export function corpOf(body: JsonObject): string | undefined {
  for (const level of levels(body)) {
    const corp = keyText(firstOf(level, ['CorpId', 'corpId', 'corpid', 'AuthCorpId', 'corp_id']));
    if (corp !== undefined) return corp;
  }
  return undefined;
}

/**
 * The event's own time in epoch ms: `EventTime`, `TimeStamp` or `timeStamp`; for approvals, which have neither when pushed in the
 * older shape, when they finished or else when they were created. Numbers or texts, in ms or (ten digits) in seconds.
 */
export function timeOf(body: JsonObject): number | undefined {
  for (const name of ['EventTime', 'eventTime', 'TimeStamp', 'timeStamp', 'finishTime', 'createTime', 'gmt_modified']) {
    const time = Object.hasOwn(body, name) ? instantOf(body[name]) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

function instantOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^\d{10,13}$/.test(value))) return undefined;
  const number = Number(value);
  const ms = number >= EARLIEST_MS / 1000 && number <= LATEST_MS / 1000 ? number * 1000 : number;
  return Number.isSafeInteger(ms) && ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : undefined;
}

/** What subjects are called, and which fields name them, in the order in which they are looked for. */
const SUBJECTS: readonly (readonly [kind: string, names: readonly string[], types?: RegExp])[] = [
  ['approval', ['processInstanceId', 'ProcessInstanceId']],
  ['role', ['LabelIdList', 'labelIdList', 'labelId', 'roleId', 'RoleId'], /^(label_|org_role_|user_role_)/],
  ['department', ['DeptId', 'deptId', 'DeptIds', 'deptIds', 'dept_id'], /^(org_dept_|edu_dept_)/],
  ['chat', ['ChatId', 'chatId', 'OpenConversationId', 'openConversationId']],
  ['device', ['deviceId', 'DeviceId', 'deviceUnionId', 'deviceSN'], /device|badge|aiot|projection/],
  [
    'user',
    ['UserId', 'userId', 'UserIdList', 'userIdList', 'StaffId', 'staffId', 'userid', 'userIds', 'unionId', 'UnionId'],
  ],
  ['department', ['DeptId', 'deptId', 'dept_id']],
  ['meeting', ['conferenceId', 'meetingId']],
  ['task', ['taskId', 'TaskId']],
  ['order', ['orderId', 'OrderId']],
];

/** `approval/<processInstanceId>`, `user/<first user id>` and the like; undefined for an event about nothing that has an id. */
export function subjectOf(type: string, body: JsonObject): string | undefined {
  const places = levels(body);
  for (const [kind, names, types] of SUBJECTS) {
    if (types !== undefined && !types.test(type)) continue;
    for (const place of places) {
      const id = keyText(firstOf(place, names));
      if (id !== undefined) return `${kind}/${id}`;
    }
  }
  return undefined;
}
