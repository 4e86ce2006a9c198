/**
 * Every event type of DingTalk's catalogue, by category: names as DingTalk writes them, its own misspellings included, and as a
 * shell expands them: `chat_{quit,update_{owner,title}}` is `chat_quit`, `chat_update_owner` and `chat_update_title`.
 * Source: open.dingtalk.com, event subscription, as of September 2026. A type that is missing here is an event like any other.
 */
const CATALOG = {
  system: 'check_{create_suite_url,update_suite_url,url}',
  'third-party':
    'SYNC_HTTP_PUSH_{HIGH,MEDIUM} change_auth check_suite_license_code main_data_subscribe market_buy ' +
    'org_suite_{auth,change,relieve} suite_{relieve,ticket} tmp_auth_code',
  contacts:
    'contact_{add,leave,modify}_org org_{admin_{add,remove},change,dept_{create,modify,remove},remove,update} ' +
    'transfer_contact_id_job_result user_{{active,add,leave,modify}_org,dept_change}',
  roles:
    'emp_label_scope_change label_{conf_{add,del,modify},user_change} org_role_{add,modify,remove} user_role_change',
  approvals:
    'bpms_{instance,task}_change isv_bpms oa_timeout_plugin_task_msg ' +
    'workflow_{form_change,{instance,task}_change_{broadcast,directed}}',
  chats:
    'chat_{add_member,disband{,_microapp},quit,remove_member,template_change,update_{owner,title}} ' +
    '{im,single_conversation}_cool_app_{install,uninstall}',
  'check-in': 'check_in',
  attendance:
    'attend_{{bossCheck,group,shift}_change,user_daily_summary_refresh} ' +
    'attendance_{{approve_status,report_column,schedule}_change,check_record,overtime_duration} ' +
    'leave_{quota_update,{record,rule}_change} overtime_to_vacation_data watermark_check_in',
  'ai-assistants': 'ai_assistant_{change,install}',
  announcements: 'blackboard_sent',
  apps:
    'inner_app_{release,{scopes,status}_change,version_{publish,rollback}} ' +
    'org_micro_app_{remove,restore,scope_update,stop} workbench_component_event',
  badges: 'ding_badge_verify open_{batch_trade,user_agreement}_callback',
  calendar: 'calendar_event_change',
  culture: 'honor_{audit,grant}',
  customers: 'crm_customer_track ding_{crm_object_meta,paas_object_data_{create,delete,update}}',
  devices:
    'aiot_device_uplink_event aone_assistant_{status,summary}_change badge_device_status_change device_bind_update ' +
    'dvi_{custom_ai_analysis_completed,device_owner_change}',
  documents: 'doc_{export_completed,spaces_{create_team,team_{,member_}change}}',
  education: 'edu_{card_{delete,end,update},{dept,user,user_relation}_{delete,insert,update},trade_pay_status_sync}',
  exclusive:
    'approve_open_group_expansion exclusive_{data_transfer,delete_trusted_device} isw_user_msg_received ' +
    'org_file_send_check',
  finance:
    'smart_finance_{application_invoice_update,{category,{,multi_}company_info,customer,define_{,data_}info,form,' +
    'product,project,role_member,supplier}_change}',
  goals:
    'agoal_{indicator_{add,copy,modify,remove},objective{Progress,Rule}_{add,modify,remove},' +
    'objective_{add,change,remove}}',
  'human-resources':
    'commercial_solution hrbrain_talent_pool_{edit,{,staff_}{add,delete}} ' +
    'hrm_{app_authorize,mdm_user_{,info_}change,solution_manage,user_record_change} train_course_user_info',
  industry: 'shop_{group,node,rights,role}_event',
  live: 'live_{statistic_done,status_change,update,watch_playback}_event',
  market:
    'goods_tryout integration_app_install_event light_opportunity_notice ' +
    'market_{ai_agent_order,order{,_refund_event,_tag},service_{close,open}}',
  medical: 'industry_medical_{full_sync,{dept,dept_prop,user_dept,user_prop}_event}',
  'meeting-rooms': 'meetingroom_{book,room_info} open_meeting_room_central_control',
  meetings:
    'dingtalk_projection flash_minutes_open_event{,_directed} meeting_{asr_result_event{,_directed},' +
    '{,member_}status_change{,_target_push}} ' +
    'open_meeting_room_device_{alarm,{bind,property}_change}',
  'official-accounts': 'isw_user_event_received official_account_{follow,unfollow,user_data_apply_result}',
  projects: 'project_{project_{{app_,,member_}changed,updated},task_{changed,updated},worktime_updated}',
  recruiting:
    'ats_{{config,job_deliver,rights}_change,talent_auto_chat_task} hire_agent_sourcing_task_change ' +
    'rcm_channel_message_push',
  robots: 'robot_msg_{read,recall}',
  'service-groups':
    'servicegroup_{contact_{join_group_form,relate_customer},custom_object_{create,delete,edit},group_info_change,' +
    'ticket_{create,deal_feedback,memo_add,read,take,urge},voc_topic_detail}',
  storage: 'storage_dentry_{create,delete,update}',
  todos: 'todo_task_{create,delete,update}',
};

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
  return (category ? [category] : EVENT_CATEGORIES).flatMap(typesOf);
}

/** The innermost braces, with what stands before and after each of their parts; after them more braces may follow, not nested ones. */
const BRACES = /(\w*)\{([^{}]*)\}((?:\w|\{[^{}]*\})*)/g;

function typesOf(category: EventCategory): readonly string[] {
  let names = CATALOG[category];
  while (names.includes('{')) names = names.replace(BRACES, expand);
  return names.split(/[ ,]/);
}

function expand(_: string, head: string, parts: string, tail: string): string {
  return parts
    .split(',')
    .map((part) => head + part + tail)
    .join();
}
