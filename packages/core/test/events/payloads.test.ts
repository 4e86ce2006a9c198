import {
  type ApprovalTaskPayload,
  type DingTalkPayload,
  type EventCategory,
  type EventMap,
  knownEventTypes,
  type UserPayload,
} from '../../src/index';

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The types that have a payload: compiles only if it names each of them, and no other. */
const TYPED: Readonly<Record<keyof EventMap, true>> = {
  attend_bossCheck_change: true,
  attend_group_change: true,
  attend_shift_change: true,
  attend_user_daily_summary_refresh: true,
  attendance_approve_status_change: true,
  attendance_check_record: true,
  attendance_overtime_duration: true,
  attendance_report_column_change: true,
  attendance_schedule_change: true,
  bpms_instance_change: true,
  bpms_task_change: true,
  change_auth: true,
  chat_add_member: true,
  chat_disband: true,
  chat_disband_microapp: true,
  chat_quit: true,
  chat_remove_member: true,
  chat_template_change: true,
  chat_update_owner: true,
  chat_update_title: true,
  check_create_suite_url: true,
  check_in: true,
  check_update_suite_url: true,
  check_url: true,
  contact_add_org: true,
  contact_leave_org: true,
  contact_modify_org: true,
  emp_label_scope_change: true,
  im_cool_app_install: true,
  im_cool_app_uninstall: true,
  isv_bpms: true,
  label_conf_add: true,
  label_conf_del: true,
  label_conf_modify: true,
  label_user_change: true,
  leave_quota_update: true,
  leave_record_change: true,
  leave_rule_change: true,
  oa_timeout_plugin_task_msg: true,
  org_admin_add: true,
  org_admin_remove: true,
  org_change: true,
  org_dept_create: true,
  org_dept_modify: true,
  org_dept_remove: true,
  org_remove: true,
  org_role_add: true,
  org_role_modify: true,
  org_role_remove: true,
  org_update: true,
  overtime_to_vacation_data: true,
  single_conversation_cool_app_install: true,
  single_conversation_cool_app_uninstall: true,
  suite_relieve: true,
  suite_ticket: true,
  tmp_auth_code: true,
  transfer_contact_id_job_result: true,
  user_active_org: true,
  user_add_org: true,
  user_dept_change: true,
  user_leave_org: true,
  user_modify_org: true,
  user_role_change: true,
  watermark_check_in: true,
  workflow_form_change: true,
  workflow_instance_change_broadcast: true,
  workflow_instance_change_directed: true,
  workflow_task_change_broadcast: true,
  workflow_task_change_directed: true,
};

const TYPED_CATEGORIES: readonly EventCategory[] = [
  'system',
  'contacts',
  'roles',
  'approvals',
  'chats',
  'check-in',
  'attendance',
];

describe('payload types', () => {
  it.each(TYPED_CATEGORIES)('are there for every type of %s', (category) => {
    expect(knownEventTypes(category).filter((type) => !Object.hasOwn(TYPED, type))).toEqual([]);
  });

  it('are of types that DingTalk has', () => {
    expect(Object.keys(TYPED).filter((type) => !knownEventTypes().includes(type))).toEqual([]);
  });

  it('are known for known types and JSON objects for all others', () => {
    const typed: Same<DingTalkPayload<'user_add_org'>, UserPayload> = true;
    const task: Same<DingTalkPayload<'bpms_task_change'>, ApprovalTaskPayload> = true;
    const unknown: DingTalkPayload<'brand_new'> = { anything: [1] };
    expect([typed, task, unknown.anything]).toEqual([true, true, [1]]);
  });

  it('take both families of bodies', () => {
    const captured: DingTalkPayload<'user_add_org'> = { EventType: 'user_add_org', UserId: ['u'], TimeStamp: '1' };
    const documented: DingTalkPayload<'user_add_org'> = { EventType: 'user_add_org', userId: ['u'], EventTime: 1 };
    expect([captured.UserId, documented.userId]).toEqual([['u'], ['u']]);
  });
});
