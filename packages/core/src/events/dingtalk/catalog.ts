/**
 * Every event type of DingTalk's catalogue, by category: names as DingTalk writes them, its own misspellings included, and as a
 * shell's braces would expand them: `check_{in,out}` is `check_in` and `check_out`.
 * Source: open.dingtalk.com, event subscription, as of September 2026. A type that is missing here is an event like any other.
 */
const CATALOG = {
  system: 'check_{create_suite_url,update_suite_url,url}',
  'third-party': `
    SYNC_HTTP_PUSH_{HIGH, MEDIUM} change_auth check_suite_license_code main_data_subscribe market_buy
    org_suite_{auth, change, relieve} suite_{relieve, ticket} tmp_auth_code
  `,
  contacts: `
    contact_{add_org, leave_org, modify_org} org_{admin_add, admin_remove, change, dept_create, dept_modify,
    dept_remove, remove, update} transfer_contact_id_job_result user_{active_org, add_org, dept_change, leave_org,
    modify_org}
  `,
  roles: `
    emp_label_scope_change label_conf_{add, del, modify} label_user_change org_role_{add, modify, remove}
    user_role_change
  `,
  approvals: `
    bpms_{instance_change, task_change} isv_bpms oa_timeout_plugin_task_msg workflow_form_change
    workflow_instance_change_{broadcast, directed} workflow_task_change_{broadcast, directed}
  `,
  chats: `
    chat_{add_member, disband, disband_microapp, quit, remove_member, template_change, update_owner, update_title}
    im_cool_app_{install, uninstall} single_conversation_cool_app_{install, uninstall}
  `,
  'check-in': 'check_in',
  attendance: `
    attend_{bossCheck_change, group_change, shift_change, user_daily_summary_refresh}
    attendance_{approve_status_change, check_record, overtime_duration, report_column_change, schedule_change}
    leave_{quota_update, record_change, rule_change} overtime_to_vacation_data watermark_check_in
  `,
  'ai-assistants': 'ai_assistant_{change,install}',
  announcements: 'blackboard_sent',
  apps: `
    inner_app_{release, scopes_change, status_change, version_publish, version_rollback} org_micro_app_{remove,
    restore, scope_update, stop} workbench_component_event
  `,
  badges: 'ding_badge_verify open_{batch_trade_callback,user_agreement_callback}',
  calendar: 'calendar_event_change',
  culture: 'honor_{audit,grant}',
  customers: 'crm_customer_track ding_crm_object_meta ding_paas_object_data_{create,delete,update}',
  devices: `
    aiot_device_uplink_event aone_assistant_{status_change, summary_change} badge_device_status_change
    device_bind_update dvi_custom_ai_analysis_completed dvi_device_owner_change
  `,
  documents: 'doc_export_completed doc_spaces_{create_team,team_change,team_member_change}',
  education: `
    edu_card_{delete, end, update} edu_dept_{delete, insert, update} edu_trade_pay_status_sync edu_user_{delete,
    insert, relation_delete, relation_insert, relation_update, update}
  `,
  exclusive: `
    approve_open_group_expansion exclusive_{data_transfer, delete_trusted_device} isw_user_msg_received
    org_file_send_check
  `,
  finance: `
    smart_finance_{application_invoice_update, category_change, company_info_change, customer_change,
    define_data_info_change, define_info_change, form_change, multi_company_info_change, product_change,
    project_change, role_member_change, supplier_change}
  `,
  goals: `
    agoal_indicator_{add, copy, modify, remove} agoal_objectiveProgress_{add, modify, remove}
    agoal_objectiveRule_{add, modify, remove} agoal_objective_{add, change, remove}
  `,
  'human-resources': `
    commercial_solution hrbrain_talent_pool_{add, delete, edit, staff_add, staff_delete} hrm_{app_authorize,
    mdm_user_change, mdm_user_info_change, solution_manage, user_record_change} train_course_user_info
  `,
  industry: 'shop_{group_event,node_event,rights_event,role_event}',
  live: 'live_{statistic_done_event,status_change_event,update_event,watch_playback_event}',
  market: `
    goods_tryout integration_app_install_event light_opportunity_notice market_{ai_agent_order, order,
    order_refund_event, order_tag, service_close, service_open}
  `,
  medical: 'industry_medical_{dept_event,dept_prop_event,full_sync,user_dept_event,user_prop_event}',
  'meeting-rooms': 'meetingroom_{book,room_info} open_meeting_room_central_control',
  meetings: `
    dingtalk_projection flash_minutes_open_{event, event_directed} meeting_asr_result_{event, event_directed}
    meeting_member_status_{change, change_target_push} meeting_status_{change, change_target_push}
    open_meeting_room_device_{alarm, bind_change, property_change}
  `,
  'official-accounts': 'isw_user_event_received official_account_{follow,unfollow,user_data_apply_result}',
  projects: `
    project_project_{app_changed, changed, member_changed, updated} project_task_{changed, updated}
    project_worktime_updated
  `,
  recruiting: `
    ats_{config_change, job_deliver_change, rights_change, talent_auto_chat_task} hire_agent_sourcing_task_change
    rcm_channel_message_push
  `,
  robots: 'robot_msg_{read,recall}',
  'service-groups': `
    servicegroup_contact_{join_group_form, relate_customer} servicegroup_custom_object_{create, delete, edit}
    servicegroup_group_info_change servicegroup_ticket_{create, deal_feedback, memo_add, read, take, urge}
    servicegroup_voc_topic_detail
  `,
  storage: 'storage_dentry_{create,delete,update}',
  todos: 'todo_task_{create,delete,update}',
} as const;

/** What an event is about, coarsely. */
export type EventCategory = keyof typeof CATALOG;

/** All categories. */
export const EVENT_CATEGORIES = Object.keys(CATALOG) as readonly EventCategory[];

let categories: ReadonlyMap<string, EventCategory> | undefined;

/** The category of an event type, or `unknown` for one that the catalogue does not have. */
export function categoryOf(type: string): EventCategory | 'unknown' {
  categories ??= new Map(EVENT_CATEGORIES.flatMap((category) => typesOf(category).map((name) => [name, category])));
  return categories.get(type) ?? 'unknown';
}

/** The event types that the catalogue has, of one category or of all. */
export function knownEventTypes(category?: EventCategory): readonly string[] {
  return category === undefined ? EVENT_CATEGORIES.flatMap(typesOf) : typesOf(category);
}

function typesOf(category: EventCategory): readonly string[] {
  return [...CATALOG[category].matchAll(/(\w+)(?:\{([^}]*)\})?/g)].flatMap(([, name = '', endings]) =>
    endings === undefined ? name : endings.split(/,\s*/).map((ending) => name + ending),
  );
}
