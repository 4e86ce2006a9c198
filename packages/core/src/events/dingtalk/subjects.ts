import type { JsonObject, JsonValue } from '../../json';
import { find, keyText, type Names, spellings } from './places';

/** What subjects are called, and the fields that name them: the more telling before the others. */
const FIELDS: Readonly<Record<string, string>> = {
  approval: 'processInstanceId',
  chat: 'chatId openConversationId',
  meeting: 'conferenceId meetingId',
  task: 'taskId',
  order: 'orderId outBatchNo agreementNo',
  file: 'dentryId',
  team: 'teamId',
  assistant: 'assistantId aiAssistantId',
  app: 'unifiedAppId miniAppId agentId',
  role: 'labelIdList labelId roleId',
  user: 'userId userIdList staffId userIds staffIds unionId userCode fromUserId fromUserid',
  department: 'deptId deptIds deptCode',
  device: 'deviceId deviceUnionId deviceSN sn',
  project: 'projectId',
  ticket: 'openTicketId',
  customer: 'customerId',
  suite: 'suiteKey',
  live: 'liveId',
  calendar: 'calendarEventId',
  room: 'roomId',
  honor: 'honorId',
  card: 'cardId',
  form: 'formCode',
  record: 'dataId openDataInstanceId',
};

/**
 * Types that are about one kind of thing, which is then looked for before all others, and by other fields where those are named.
 * A deletion in SyncHTTP says what it is about by nothing else than its type, or its `biz_type`.
 */
const TYPES: readonly (readonly [types: RegExp, kind: string, names?: string])[] = [
  [/bpms|type_22$/, 'approval'],
  [/^(user|contact|edu_user)_|type_(13|20|51)$/, 'user'],
  [/^(org|edu)_dept_|type_(14|50)$/, 'department'],
  [/^org_role_|type_15$/, 'role'],
  [/device|badge/, 'device'],
  [/^aone_/, 'assistant', 'agentId'],
  [/^agoal_/, 'goal', 'objectiveId objectiveRuleId id code'],
  [/^attend_shift_/, 'shift', 'id'],
  [/^attend_group_/, 'group', 'id'],
  [/^org_(suite|change|remove|update)|_auth(_code)?$|_relieve$/, 'org', 'corpId authCorpId'],
];

const OWN = TYPES.map(([types, kind, names = FIELDS[kind] ?? '']) => ({ types, kind, names: spellings(names) }));
const ALL = spellings(Object.values(FIELDS).join(' '));
const KIND_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(FIELDS).flatMap(([kind, names]) => [...spellings(names).keys()].map((name) => [name, kind] as const)),
);

/**
 * `approval/<processInstanceId>`, `user/<first user id>` and the like; undefined for an event about nothing that has an id.
 * @param row the id and the sort of what a SyncHTTP row is about, should nothing in it say more
 */
export function subjectOf(
  type: string,
  places: readonly JsonObject[],
  row?: { readonly id: JsonValue | undefined; readonly sort: string },
): string | undefined {
  const own = OWN.find(({ types }) => types.test(type));
  const named = (names: Names, kind?: string) =>
    find(places, names, (value, name) => subject(kind ?? KIND_OF[name], value));
  return (own && named(own.names, own.kind)) ?? named(ALL) ?? subject(own?.kind ?? row?.sort, row?.id);
}

function subject(kind: string | undefined, value: JsonValue | undefined): string | undefined {
  const id = keyText(value);
  return id && `${kind}/${id}`;
}
