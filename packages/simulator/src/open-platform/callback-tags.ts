/** What register_call_back takes: the 38 tags of DingTalk's page, and the older chat_disband_microapp. */
const CALL_BACK_TAGS: ReadonlySet<string> = new Set([
  ...['user_add_org', 'user_modify_org', 'user_leave_org', 'user_active_org', 'org_admin_add', 'org_admin_remove'],
  ...['org_dept_create', 'org_dept_modify', 'org_dept_remove', 'org_change', 'org_remove'],
  ...['label_user_change', 'label_conf_add', 'label_conf_modify', 'label_conf_del'],
  ...['edu_user_insert', 'edu_user_update', 'edu_user_delete', 'edu_dept_insert', 'edu_dept_update', 'edu_dept_delete'],
  ...['edu_user_relation_insert', 'edu_user_relation_update', 'edu_user_relation_delete'],
  ...['bpms_task_change', 'bpms_instance_change'],
  ...['chat_add_member', 'chat_remove_member', 'chat_quit', 'chat_update_owner', 'chat_update_title', 'chat_disband'],
  ...['chat_disband_microapp', 'check_in'],
  ...['attendance_check_record', 'attendance_schedule_change', 'attendance_overtime_duration'],
  ...['meetingroom_book', 'meetingroom_room_info'],
]);

/** True for a tag that can be registered. */
export const isCallBackTag = (tag: string): boolean => CALL_BACK_TAGS.has(tag);
