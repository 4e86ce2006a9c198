/**
 * The tags that `register_call_back` takes: 38 of them, as on open.dingtalk.com's list of callback events (page 0253 of the
 * mirror; `ALL_CALL_BACK_TAGS` of 007gzs/dingtalk-sdk has the same). Other events are subscribed to in the developer console.
 */
export const CALLBACK_TAGS: readonly string[] = [
  ...['user_add_org', 'user_modify_org', 'user_leave_org', 'user_active_org'],
  ...['org_admin_add', 'org_admin_remove', 'org_dept_create', 'org_dept_modify', 'org_dept_remove'],
  ...['org_change', 'org_remove', 'label_user_change', 'label_conf_add', 'label_conf_modify', 'label_conf_del'],
  ...['edu_user_insert', 'edu_user_update', 'edu_user_delete'],
  ...['edu_user_relation_insert', 'edu_user_relation_update', 'edu_user_relation_delete'],
  ...['edu_dept_insert', 'edu_dept_update', 'edu_dept_delete'],
  ...['bpms_task_change', 'bpms_instance_change'],
  ...['chat_add_member', 'chat_remove_member', 'chat_quit', 'chat_update_owner', 'chat_update_title', 'chat_disband'],
  'check_in',
  ...['attendance_check_record', 'attendance_schedule_change', 'attendance_overtime_duration'],
  ...['meetingroom_book', 'meetingroom_room_info'],
];

/** Taken when it is named; no longer documented, so that no wildcard means it. */
const LEGACY_TAGS = ['chat_disband_microapp'];

/** What tags were asked for, expanded. */
export interface ExpandedTags {
  /** Each once, in the order of {@link CALLBACK_TAGS}. */
  readonly tags: readonly string[];
  /** What is no tag, and what fits none. */
  readonly unknown: readonly string[];
}

/** Expands `bpms_*`, `*` and the like; `*` stands for any characters, at any place. */
export function expandTags(wanted: readonly string[]): ExpandedTags {
  const all = [...CALLBACK_TAGS, ...LEGACY_TAGS];
  const found = wanted.map((text) => ({ text, tags: tagsOf(text.trim()) }));
  const tags = new Set(found.flatMap((one) => one.tags));
  return {
    tags: all.filter((tag) => tags.has(tag)),
    unknown: found.filter((one) => one.tags.length === 0).map(({ text }) => text),
  };
}

function tagsOf(wanted: string): readonly string[] {
  if (!wanted.includes('*')) return [...CALLBACK_TAGS, ...LEGACY_TAGS].filter((tag) => tag === wanted);
  const parts = wanted.split(/\*+/).map((part) => part.replace(/[^\w]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  return CALLBACK_TAGS.filter((tag) => pattern.test(tag));
}
