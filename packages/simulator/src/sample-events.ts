import type { Clock, Random } from '@dinghub/core';

/** What a sample needs to be like no other. */
interface Seed {
  readonly now: number;
  /** Fresh letters and digits. */
  readonly id: (prefix: string) => string;
}

type Sample = (type: string, seed: Seed) => object;

const CORP_ID = 'dingsimulatedcorp0000000000000000';

const user: Sample = (_, { now, id }) => ({
  UserId: [id('user')],
  OptStaffId: 'manager0001',
  TimeStamp: String(now),
  CorpId: CORP_ID,
});
const department: Sample = (_, { now, id }) => ({
  DeptId: [Number.parseInt(id('').slice(0, 7), 16)],
  TimeStamp: String(now),
  CorpId: CORP_ID,
});
const chat: Sample = (_, { now, id }) => ({
  ChatId: id('chat'),
  Operator: 'manager0001',
  TimeStamp: now,
  CorpId: CORP_ID,
});
const role: Sample = (_, { now, id }) => ({
  LabelIdList: [Number.parseInt(id('').slice(0, 7), 16)],
  TimeStamp: String(now),
  CorpId: CORP_ID,
});
const approval: Sample = (type, { now, id }) => ({
  processInstanceId: id('proc-'),
  corpId: CORP_ID,
  processCode: 'PROC-SIMULATED',
  businessId: String(now),
  title: '示例：请假申请',
  type: 'start',
  createTime: now,
  staffId: 'user0001',
  ...(type === 'bpms_task_change' ? { taskId: 48_000_000_000 + (now % 1_000_000_000) } : {}),
});
const attendance: Sample = (_, { now, id }) => ({
  CorpId: CORP_ID,
  EventTime: now,
  userId: id('user'),
  dataList: [{ checkTime: now }],
});
const checkIn: Sample = (_, { now, id }) => ({ StaffId: id('user'), TimeStamp: now, CorpId: CORP_ID });
const other: Sample = (_, { now, id }) => ({ CorpId: CORP_ID, EventTime: now, BizId: id('biz') });

/** The first pattern that fits a type says how its body looks. */
const SAMPLES: readonly (readonly [RegExp, Sample])[] = [
  [/^(user_|org_admin_)/, user],
  [/^org_dept_/, department],
  [/^chat_/, chat],
  [/^label_/, role],
  [/^bpms_/, approval],
  [/^attendance_/, attendance],
  [/^check_in$/, checkIn],
];

/** An event body as DingTalk would push it, with an id and a time of its own; of any type, invented ones too. */
export function sampleEvent(
  type: string,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): object {
  const id = (prefix: string) => prefix + Buffer.from(random(8)).toString('hex');
  const sample = SAMPLES.find(([pattern]) => pattern.test(type))?.[1] ?? other;
  return { EventType: type, eventId: id('sim'), ...sample(type, { now: clock(), id }) };
}
