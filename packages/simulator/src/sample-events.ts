import type { Clock, JsonObject, Random } from '@dinghub/core';

/** What a sample needs to be like no other. */
interface Seed {
  readonly corpId: string;
  readonly now: number;
  /** Fresh letters and digits. */
  readonly id: (prefix: string) => string;
}

type Sample = (type: string, seed: Seed) => JsonObject;

const CORP_ID = 'dingsimulatedcorp0000000000000000';

const user: Sample = (_, { corpId, now, id }) => ({
  UserId: [id('user')],
  OptStaffId: 'manager0001',
  TimeStamp: String(now),
  CorpId: corpId,
});
const department: Sample = (_, { corpId, now, id }) => ({
  DeptId: [Number.parseInt(id('').slice(0, 7), 16)],
  TimeStamp: String(now),
  CorpId: corpId,
});
const chat: Sample = (_, { corpId, now, id }) => ({
  ChatId: id('chat'),
  Operator: 'manager0001',
  TimeStamp: now,
  CorpId: corpId,
});
const role: Sample = (_, { corpId, now, id }) => ({
  LabelIdList: [Number.parseInt(id('').slice(0, 7), 16)],
  TimeStamp: String(now),
  CorpId: corpId,
});
const approval: Sample = (type, { corpId, now, id }) => ({
  processInstanceId: id('proc-'),
  corpId,
  processCode: 'PROC-SIMULATED',
  businessId: String(now),
  title: '示例：请假申请',
  type: 'start',
  createTime: now,
  staffId: 'user0001',
  ...(type === 'bpms_task_change' ? { taskId: 48_000_000_000 + (now % 1_000_000_000) } : {}),
});
const attendance: Sample = (_, { corpId, now, id }) => ({
  CorpId: corpId,
  EventTime: now,
  userId: id('user'),
  dataList: [{ checkTime: now }],
});
const checkIn: Sample = (_, { corpId, now, id }) => ({ StaffId: id('user'), TimeStamp: now, CorpId: corpId });
const other: Sample = (_, { corpId, now, id }) => ({ CorpId: corpId, EventTime: now, BizId: id('biz') });
const schoolClass: Sample = (type, seed) => ({
  ...other(type, seed),
  dept_id: Number.parseInt(seed.id('').slice(0, 7), 16),
});
const relation: Sample = (type, seed) => ({
  ...other(type, seed),
  fromUserid: seed.id('guardian'),
  toUserid: seed.id('student'),
});
const student: Sample = (type, seed) => ({ ...other(type, seed), userid: seed.id('student') });
const room: Sample = (type, seed) => ({ ...other(type, seed), roomId: seed.id('room') });

/** The first pattern that fits a type says how its body looks. */
const SAMPLES: readonly (readonly [RegExp, Sample])[] = [
  [/^(user_|org_admin_)/, user],
  [/^org_dept_/, department],
  [/^chat_/, chat],
  [/^label_/, role],
  [/^bpms_/, approval],
  [/^attendance_/, attendance],
  [/^check_in$/, checkIn],
  [/^edu_dept_/, schoolClass],
  [/^edu_user_relation_/, relation],
  [/^edu_user_/, student],
  [/^meetingroom_/, room],
];

/**
 * An event body as DingTalk would push it, with an id and a time of its own; of any type, invented ones too.
 * @param options.corpId whose event it is. @default an invented organisation
 */
export function sampleEvent(
  type: string,
  options: { readonly clock: Clock; readonly random: Random; readonly corpId?: string },
): JsonObject {
  const { clock, random, corpId = CORP_ID } = options;
  const id = (prefix: string) => prefix + Buffer.from(random(8)).toString('hex');
  const sample = SAMPLES.find(([pattern]) => pattern.test(type))?.[1] ?? other;
  return { EventType: type, eventId: id('sim'), ...sample(type, { corpId, now: clock(), id }) };
}
