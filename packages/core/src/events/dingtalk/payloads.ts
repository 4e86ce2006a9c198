import type { JsonObject, JsonValue } from '../../json';

/** Ids come alone or in an array. */
type Ids<T extends string | number = string> = T | readonly T[];

/** A time in epoch ms, as a number or as digits. */
type Time = number | string;

/** What every business event may carry. PascalCase is the captured family, camelCase the documented one; bodies mix them. */
export interface CommonPayload {
  readonly EventType: string;
  readonly EventTime?: number;
  readonly CorpId?: string;
  readonly corpId?: string;
  readonly BizId?: string;
  readonly eventId?: string;
  readonly TimeStamp?: Time;
  readonly timeStamp?: Time;
  readonly [more: string]: JsonValue | undefined;
}

/** Contacts: who joined, left or changed. */
export interface UserPayload extends CommonPayload {
  readonly UserId?: Ids;
  readonly userId?: Ids;
  readonly OptStaffId?: string;
  readonly optStaffId?: string;
  /** What changed: documented as an object, seen as an array too. */
  readonly diffInfo?: JsonObject | readonly JsonObject[];
}

/** Contacts: departments. */
export interface DepartmentPayload extends CommonPayload {
  readonly DeptId?: Ids<number>;
  readonly deptId?: Ids<number>;
}

/** Roles (labels) and who has them. */
export interface RolePayload extends CommonPayload {
  readonly LabelIdList?: Ids<number>;
  readonly labelIdList?: Ids<number>;
  readonly UserIdList?: Ids;
  readonly userIdList?: Ids;
  readonly action?: string;
  readonly scope?: string;
}

/** An approval as a whole. `result` is absent on start and terminate, `finishTime` on start. */
export interface ApprovalInstancePayload extends CommonPayload {
  readonly processInstanceId: string;
  readonly processCode?: string;
  readonly businessId?: string;
  readonly bizCategoryId?: string;
  readonly businessType?: string;
  readonly title?: string;
  readonly type: 'start' | 'finish' | 'terminate' | 'delete' | (string & {});
  readonly result?: 'agree' | 'refuse' | (string & {});
  /** Who asked for it. */
  readonly staffId?: string;
  readonly url?: string;
  readonly createTime?: number;
  readonly finishTime?: number;
}

/** One step of an approval. `taskId` does not fit into 32 bits. */
export interface ApprovalTaskPayload extends Omit<ApprovalInstancePayload, 'type' | 'result'> {
  readonly EventType: string;
  readonly processInstanceId: string;
  readonly taskId?: number;
  readonly type: 'start' | 'finish' | 'cancel' | 'comment' | (string & {});
  readonly result?: 'agree' | 'refuse' | 'redirect' | 'audit' | (string & {});
  readonly remark?: string;
  readonly content?: string;
}

/** Group chats. */
export interface ChatPayload extends CommonPayload {
  readonly ChatId?: string;
  readonly chatId?: string;
  readonly OpenConversationId?: string;
  readonly openConversationId?: string;
  readonly Operator?: string;
  readonly operator?: string;
  readonly Title?: string;
  readonly title?: string;
  readonly UserId?: Ids;
  readonly userId?: Ids;
}

/** Somebody checked in. */
export interface CheckInPayload extends CommonPayload {
  readonly StaffId?: string;
  readonly staffId?: string;
}

/** Attendance: rows of clock-ins or of changed schedules. */
export interface AttendancePayload extends CommonPayload {
  readonly DataList?: readonly JsonObject[];
  readonly dataList?: readonly JsonObject[];
}

/** Asks whether the URL answers. */
export interface UrlCheckPayload {
  readonly EventType: string;
  readonly Random?: string;
  readonly TestSuiteKey?: string;
}

/** Third-party apps: tickets and authorisations. */
export interface SuitePayload extends CommonPayload {
  readonly SuiteKey?: string;
  readonly SuiteTicket?: string;
  readonly AuthCode?: string;
  readonly AuthCorpId?: string;
}

/** Any event type that {@link EventMap} does not have. */
export type UnknownPayload = JsonObject;

/** Payloads by event type. Augment it to type more of them. */
export interface EventMap {
  check_url: UrlCheckPayload;
  check_create_suite_url: UrlCheckPayload;
  check_update_suite_url: UrlCheckPayload;
  suite_ticket: SuitePayload;
  tmp_auth_code: SuitePayload;
  change_auth: SuitePayload;
  suite_relieve: SuitePayload;
  user_add_org: UserPayload;
  user_modify_org: UserPayload;
  user_leave_org: UserPayload;
  user_active_org: UserPayload;
  org_admin_add: UserPayload;
  org_admin_remove: UserPayload;
  org_dept_create: DepartmentPayload;
  org_dept_modify: DepartmentPayload;
  org_dept_remove: DepartmentPayload;
  org_change: CommonPayload;
  org_remove: CommonPayload;
  label_user_change: RolePayload;
  label_conf_add: RolePayload;
  label_conf_modify: RolePayload;
  label_conf_del: RolePayload;
  bpms_instance_change: ApprovalInstancePayload;
  bpms_task_change: ApprovalTaskPayload;
  chat_add_member: ChatPayload;
  chat_remove_member: ChatPayload;
  chat_quit: ChatPayload;
  chat_update_owner: ChatPayload;
  chat_update_title: ChatPayload;
  chat_disband: ChatPayload;
  chat_disband_microapp: ChatPayload;
  check_in: CheckInPayload;
  attendance_check_record: AttendancePayload;
  attendance_schedule_change: AttendancePayload;
  attendance_overtime_duration: AttendancePayload;
}

/** The payload of an event type: typed where it is known, a JSON object where it is not. */
export type DingTalkPayload<T extends string> = T extends keyof EventMap ? EventMap[T] : UnknownPayload;
