import { CALLBACK_TAGS } from '../callbacks/tags';

/** What third-party apps are sent besides the events of organisations (open.dingtalk.com, events of third-party apps). */
const SUITE_EVENTS = [
  ...['SYNC_HTTP_PUSH_HIGH', 'SYNC_HTTP_PUSH_MEDIUM', 'suite_ticket', 'tmp_auth_code', 'change_auth', 'suite_relieve'],
  ...['org_suite_auth', 'org_suite_change', 'org_suite_relieve', 'main_data_subscribe', 'market_buy'],
  'check_suite_license_code',
  ...['org_micro_app_restore', 'org_micro_app_stop', 'org_micro_app_remove', 'org_micro_app_scope_update'],
];

/** The tags whose failed records are asked for: `failrecord/list` wants them named. */
export const SUITE_TAGS: readonly string[] = [...SUITE_EVENTS, ...CALLBACK_TAGS];
