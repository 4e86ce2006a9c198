import { type JsonObject, normaliseDingTalkBody } from '../../../src/index';

/** Every way in which the catalogue's bodies say whom, when and what they are about. Made up, after DingTalk's samples. */
const RECEIVED = '2030-01-01T00:00:00.000Z';
const T = 1_684_215_608_570;
const AT = '2023-05-16T05:40:08.570Z';

/** Type, what the body says besides, and the subject, the organisation and the time that are read from it. */
type Shape = readonly [
  type: string,
  said: JsonObject,
  subject: string | undefined,
  corpid?: string | undefined,
  time?: string,
];

const documented = { CorpId: 'c', EventTime: T, eventId: 'e' };
const detail = { name: 'n', userid: 'u1', unionid: 'x', unionEmpExt: { corpId: 'c2', staffId: 's' }, department: [1] };

const SHAPES: readonly Shape[] = [
  // Contacts
  ['user_add_org', { UserId: ['u1', 'u2'], CorpId: 'c', TimeStamp: String(T) }, 'user/u1', 'c', AT],
  [
    'user_add_org',
    { TimeStamp: 43_535_463_645, UserId: ['u1'], CorpId: 'c' },
    'user/u1',
    'c',
    '1971-05-19T21:11:03.645Z',
  ],
  ['user_add_org', { ...documented, userId: ['u1'], timeStamp: '1' }, 'user/u1', 'c', AT],
  ['user_dept_change', detail, 'user/u1', 'c2'],
  ['user_role_change', detail, 'user/u1', 'c2'],
  ['org_dept_remove', { DeptId: [7], CorpId: 'c', TimeStamp: T }, 'department/7', 'c', AT],
  ['org_change', { CorpId: 'c', TimeStamp: String(T) }, 'org/c', 'c', AT],
  ['org_update', { corpid: 'c', corpName: 'n' }, 'org/c', 'c'],
  ['contact_add_org', { userId: 'u1', followerUserId: 'u2', labelIds: [1] }, 'user/u1'],
  // Roles
  ['label_user_change', { LabelIdList: [7], UserIdList: ['u1'], CorpId: 'c' }, 'role/7', 'c'],
  ['org_role_add', { roleId: 7, groupId: 1, roleName: 'n' }, 'role/7'],
  ['org_role_add', { role_id: 7, group_id: 1, role_name: 'n' }, 'role/7'],
  // Approvals
  [
    'workflow_instance_change_directed',
    { processInstanceId: 'p', createTime: 1_600_000_000_000, finshTime: T, staffId: 's' },
    'approval/p',
    undefined,
    AT,
  ],
  [
    'isv_bpms',
    { processInstanceId: 'p', createTime: T, tasks: [{ taskId: 1, userId: 'u' }] },
    'approval/p',
    undefined,
    AT,
  ],
  ['workflow_form_change', { ...documented, formCode: 'f', creatorUserId: 'u' }, 'form/f', 'c', AT],
  ['attendance_approve_status_change', { ...documented, processInstanceId: 'p', corpId: 'c3' }, 'approval/p', 'c', AT],
  // Chats
  ['chat_add_member', { ...documented, corpId: 'c2', chatId: 'g', userId: ['u1'], unionId: ['x'] }, 'chat/g', 'c', AT],
  ['chat_update_owner', { ...documented, openConversationId: 'cid', owner: 'u' }, 'chat/cid', 'c', AT],
  ['robot_msg_read', { CorpId: 'c', OpenConversationId: 'cid', UserId: 'u1' }, 'chat/cid', 'c'],
  [
    'servicegroup_group_info_change',
    { ...documented, spiGroupModel: { operateData: { bizId: 'b' }, openConversationId: 'cid' } },
    'chat/cid',
    'c',
    AT,
  ],
  ['servicegroup_voc_topic_detail', { body: { bizData: { corpId: 'c', openConversationId: 'cid' } } }, 'chat/cid', 'c'],
  // Check-in, attendance
  ['check_in', { StaffId: 's', CorpId: 'c', TimeStamp: T }, 'user/s', 'c', AT],
  [
    'attendance_check_record',
    { DataList: [{ corpId: 'c', userId: 'u1', checkTime: T, deviceSN: 'd' }] },
    'user/u1',
    'c',
    AT,
  ],
  ['attendance_overtime_duration', { dataList: [{ corpId: 'c', userid: 'u1', timestamp: T }] }, 'user/u1', 'c', AT],
  [
    'attendance_schedule_change',
    { DataList: [{ corpId: 'c', userIds: ['u1', 'u2'], workDateBegin: 1 }] },
    'user/u1',
    'c',
  ],
  ['attend_shift_change', { corpid: 'c', id: '12', name: 'n', action: 'a' }, 'shift/12', 'c'],
  ['attend_group_change', { corpid: 'c', id: 12, name: 'n', action: 'a' }, 'group/12', 'c'],
  // Meetings
  [
    'meeting_status_change',
    { ...documented, openConfModel: { creatorId: 'u', conferenceId: 'm' } },
    'meeting/m',
    'c',
    AT,
  ],
  [
    'meeting_member_status_change',
    { ...documented, openMemberModels: [{ userId: 'u', conferenceId: 'm' }] },
    'meeting/m',
    'c',
    AT,
  ],
  ['meetingroom_room_info', { corpId: 'c', roomId: 'r' }, 'room/r', 'c'],
  ['open_meeting_room_device_alarm', { ...documented, deviceUnionId: 'x', deviceId: 'd' }, 'device/d', 'c', AT],
  // Third-party apps and what is bought
  ['suite_ticket', { SuiteKey: 's', SuiteTicket: 't', TimeStamp: T }, 'suite/s', undefined, AT],
  ['change_auth', { SuiteKey: 's', AuthCorpId: 'c', TimeStamp: T }, 'org/c', 'c', AT],
  ['org_suite_auth', { authCorpInfo: { corpid: 'c' }, authUserInfo: { userId: 'u' } }, 'org/c', 'c'],
  ['org_suite_auth', { auth_corp_info: { corpid: 'c' }, auth_user_info: { userId: 'u' } }, 'org/c', 'c'],
  ['market_order', { corpId: 'c', orderId: 'o', suiteKey: 's', unionId: 'x', paidtime: T }, 'order/o', 'c', AT],
  ['org_micro_app_stop', { SuiteKey: 's', AuthCorpId: 'c', agentId: 5, TimeStamp: T }, 'app/5', 'c', AT],
  ['inner_app_scopes_change', { ...documented, unifiedAppId: 'a', userIds: ['u'], deptIds: [1] }, 'app/a', 'c', AT],
  // The rest
  [
    'project_task_changed',
    { CorpId: 'c', EventTime: T, data: { creatorId: 'u', taskId: 't', projectId: 'p' } },
    'task/t',
    'c',
    AT,
  ],
  [
    'project_project_changed',
    { CorpId: 'c', EventTime: T, data: { creatorId: 'u', projectId: 'p' } },
    'project/p',
    'c',
    AT,
  ],
  [
    'servicegroup_ticket_take',
    { ...documented, spiTicketModel: { operatorUnionId: 'x', openTicketId: 't' } },
    'ticket/t',
    'c',
    AT,
  ],
  [
    'crm_customer_track',
    { tracks: [{ corpId: 'c', customerId: 'k', creator: 'u', gmtCreate: T }] },
    'customer/k',
    'c',
    AT,
  ],
  ['smart_finance_customer_change', { customerInfo: { corpId: 'c', createTime: T, code: 'k' } }, undefined, 'c', AT],
  ['official_account_follow', { ...documented, data: [{ userId: 'u1', timestamp: 1 }] }, 'user/u1', 'c', AT],
  [
    'agoal_objective_add',
    { ...documented, corpid: 'c2', body: { dingUserId: 'u', objectiveId: 'o', objectiveRuleId: 'r' } },
    'goal/o',
    'c',
    AT,
  ],
  ['agoal_indicator_modify', { corpid: 'c', event_time: T, body: { code: 'k', id: 'i' } }, 'goal/i', 'c', AT],
  ['edu_card_delete', { corpid: 'c', event_time: String(T), body: { corpid: 'c', cardid: 9 } }, 'card/9', 'c', AT],
  ['edu_user_relation_insert', { ...documented, fromUserid: 'u1', toUserid: 'u2', classId: 1 }, 'user/u1', 'c', AT],
  ['device_bind_update', { corpId: 'c', sn: 's', deviceId: 5, eventTimestamp: T }, 'device/5', 'c', AT],
  ['badge_device_status_change', { ...documented, sn: 's', userId: 'u' }, 'device/s', 'c', AT],
  ['storage_dentry_update', { ...documented, spaceId: 's', dentryId: 'd', unionId: 'x' }, 'file/d', 'c', AT],
  ['live_status_change_event', { ...documented, liveId: 'l' }, 'live/l', 'c', AT],
  ['calendar_event_change', { ...documented, calendarEventId: 'e', calendarId: 'k' }, 'calendar/e', 'c', AT],
  ['ding_paas_object_data_update', { CorpId: 'c', EventTime: T, DataId: 'd', ObjectType: 'o' }, 'record/d', 'c', AT],
  ['aone_assistant_status_change', { ...documented, agentId: 'a', operatorUnionId: 'x' }, 'assistant/a', 'c', AT],
  ['industry_medical_full_sync', documented, undefined, 'c', AT],
];

describe('what a body is about', () => {
  const receipt = { app: 'default', receivedAt: Date.parse(RECEIVED) };

  it.each(SHAPES.map((shape) => [shape] as const))(
    'is read from %j',
    ([type, said, subject, corpid, time = RECEIVED]) => {
      const [event] = normaliseDingTalkBody({ EventType: type, ...said }, receipt);
      expect(event).toMatchObject({ type, time });
      expect([event?.subject, event?.corpid]).toEqual([subject, corpid]);
    },
  );
});
