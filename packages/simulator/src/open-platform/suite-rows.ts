import type { AppState } from './app-state';
import type { SyncRow } from './sync-rows';

/** The row with a suite's ticket. @param corpId the organisation that made the suite */
export const suiteTicketRow = (suiteId: string, corpId: string, suiteTicket: string): SyncRow => ({
  bizType: 2,
  bizId: suiteId,
  corpId,
  data: { syncAction: 'suite_ticket', suiteTicket },
});

/** The row that says that an organisation authorised the suite. */
export const orgSuiteAuthRow = (corpId: string, permanentCode: string, eventId: string): SyncRow => ({
  bizType: 4,
  bizId: corpId,
  corpId,
  data: {
    syncAction: 'org_suite_auth',
    eventId,
    permanent_code: permanentCode,
    auth_corp_info: { corpid: corpId, corp_name: '示例组织', full_corp_name: '示例组织', is_authenticated: false },
    auth_user_info: { userId: 'manager0001' },
    auth_scope: { errcode: 0, errmsg: 'ok', auth_user_field: [], auth_org_scopes: { authed_dept: [1] } },
    auth_info: { agent: [{ agentid: 1, agent_name: '示例应用', appid: 1, admin_list: ['manager0001'] }] },
  },
});

/** The row that says that an organisation took it back. */
export const orgSuiteRelieveRow = (corpId: string, eventId: string): SyncRow => ({
  bizType: 4,
  bizId: corpId,
  corpId,
  data: { syncAction: 'org_suite_relieve', eventId },
});

/** What a row tells has happened, happened at DingTalk: whoever gets it may act on it at once. */
export function takeEffect({ organisations, tickets }: AppState, { corpId, data }: SyncRow): void {
  const { syncAction, suiteTicket } = data;
  if (syncAction === 'suite_ticket' && typeof suiteTicket === 'string') tickets.give(suiteTicket);
  if (syncAction === 'org_suite_auth') organisations.add(corpId);
  if (syncAction === 'org_suite_relieve') organisations.delete(corpId);
}
