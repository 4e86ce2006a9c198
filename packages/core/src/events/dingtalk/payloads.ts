import type { JsonObject } from '../../json';
import type * as approvals from './payloads-approvals';
import type * as attendance from './payloads-attendance';
import type * as chats from './payloads-chats';
import type * as people from './payloads-people';
import type * as system from './payloads-system';

export type * from './payload-parts';
export type * from './payloads-approvals';
export type * from './payloads-attendance';
export type * from './payloads-chats';
export type * from './payloads-people';
export type * from './payloads-system';

/** Any event type that {@link EventMap} does not have. */
export type UnknownPayload = JsonObject;

/**
 * Payloads by event type: all of contacts, roles, approvals, chats, check-in, attendance and the system events. Augment it to type
 * more of them. An event that came in a SyncHTTP row has the row for its data, and this in the row's `biz_data`.
 */
export interface EventMap {
  check_url: system.UrlCheckPayload;
  check_create_suite_url: system.UrlCheckPayload;
  check_update_suite_url: system.UrlCheckPayload;
  suite_ticket: system.SuitePayload;
  tmp_auth_code: system.SuitePayload;
  change_auth: system.SuitePayload;
  suite_relieve: system.SuitePayload;
  user_add_org: people.UserPayload;
  user_modify_org: people.UserPayload;
  user_leave_org: people.UserPayload;
  user_active_org: people.UserPayload;
  org_admin_add: people.UserPayload;
  org_admin_remove: people.UserPayload;
  user_dept_change: people.UserDetailPayload;
  user_role_change: people.UserDetailPayload;
  org_dept_create: people.DepartmentPayload;
  org_dept_modify: people.DepartmentPayload;
  org_dept_remove: people.DepartmentPayload;
  org_change: people.OrganisationPayload;
  org_remove: people.OrganisationPayload;
  org_update: people.OrganisationPayload;
  contact_add_org: people.ExternalContactPayload;
  contact_modify_org: people.ExternalContactPayload;
  contact_leave_org: people.ExternalContactPayload;
  transfer_contact_id_job_result: people.ContactIdJobPayload;
  label_user_change: people.RolePayload;
  label_conf_add: people.RolePayload;
  label_conf_modify: people.RolePayload;
  label_conf_del: people.RolePayload;
  org_role_add: people.OrgRolePayload;
  org_role_modify: people.OrgRolePayload;
  org_role_remove: people.OrgRolePayload;
  emp_label_scope_change: people.RoleScopePayload;
  bpms_instance_change: approvals.ApprovalInstancePayload;
  workflow_instance_change_broadcast: approvals.ApprovalInstancePayload;
  workflow_instance_change_directed: approvals.ApprovalInstancePayload;
  bpms_task_change: approvals.ApprovalTaskPayload;
  workflow_task_change_broadcast: approvals.ApprovalTaskPayload;
  workflow_task_change_directed: approvals.ApprovalTaskPayload;
  isv_bpms: approvals.IsvApprovalPayload;
  workflow_form_change: approvals.ApprovalFormPayload;
  oa_timeout_plugin_task_msg: approvals.ApprovalTimeoutPayload;
  chat_add_member: chats.ChatPayload;
  chat_remove_member: chats.ChatPayload;
  chat_quit: chats.ChatPayload;
  chat_update_owner: chats.ChatPayload;
  chat_update_title: chats.ChatPayload;
  chat_disband: chats.ChatPayload;
  chat_disband_microapp: chats.ChatPayload;
  chat_template_change: chats.ChatTemplatePayload;
  im_cool_app_install: chats.CoolAppPayload;
  im_cool_app_uninstall: chats.CoolAppPayload;
  single_conversation_cool_app_install: chats.CoolAppPayload;
  single_conversation_cool_app_uninstall: chats.CoolAppPayload;
  check_in: attendance.CheckInPayload;
  watermark_check_in: attendance.WatermarkCheckInPayload;
  attendance_check_record: attendance.AttendancePayload;
  attendance_schedule_change: attendance.AttendancePayload;
  attendance_overtime_duration: attendance.AttendancePayload;
  attend_bossCheck_change: attendance.AttendanceDayPayload;
  attend_user_daily_summary_refresh: attendance.AttendanceDayPayload;
  attend_group_change: attendance.AttendanceSettingPayload;
  attend_shift_change: attendance.AttendanceSettingPayload;
  attendance_approve_status_change: attendance.AttendanceApprovalPayload;
  attendance_report_column_change: attendance.AttendanceColumnPayload;
  leave_quota_update: attendance.LeavePayload;
  leave_record_change: attendance.LeavePayload;
  leave_rule_change: attendance.LeavePayload;
  overtime_to_vacation_data: attendance.OvertimeToVacationPayload;
}

/** The payload of an event type: typed where it is known, a JSON object where it is not. */
export type DingTalkPayload<T extends string> = T extends keyof EventMap ? EventMap[T] : UnknownPayload;
