import type { JsonObject, JsonValue } from '@dinghub/core';
import { isObject } from '../control-request';
import type { PushResult } from '../push';
import type { SuiteConsole } from './suite-console';
import type { SyncRow } from './sync-rows';

/** What a script wants DingTalk to send to a third-party application; undefined for what it cannot. */
export function readSuiteCommand(body: JsonObject): ((suite: SuiteConsole) => Promise<PushResult>) | undefined {
  const { action, corpId, rows, priority = 'MEDIUM', as = 'event' } = body;
  switch (action) {
    case 'check_create_suite_url':
      return (suite) => suite.checkCreateUrl();
    case 'check_update_suite_url':
      return (suite) => suite.checkUpdateUrl();
    case 'suite_ticket':
      return as === 'event' || as === 'row' ? (suite) => suite.suiteTicket(as) : undefined;
    case 'tmp_auth_code':
      return typeof corpId === 'string' ? (suite) => suite.tmpAuthCode(corpId) : undefined;
    case 'org_suite_auth':
      return typeof corpId === 'string' ? (suite) => suite.orgSuiteAuth(corpId) : undefined;
    case 'org_suite_relieve':
      return typeof corpId === 'string' ? (suite) => suite.orgSuiteRelieve(corpId) : undefined;
    case 'sync': {
      const isKnown = priority === 'HIGH' || priority === 'MEDIUM';
      return isKnown && isRows(rows) ? (suite) => suite.sync(priority, rows) : undefined;
    }
    default:
      return undefined;
  }
}

function isRows(value: JsonValue | undefined): value is JsonValue & readonly SyncRow[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRow);
}

function isRow(value: JsonValue): boolean {
  if (!isObject(value)) return false;
  const { bizType, bizId, corpId, data } = value;
  return typeof bizType === 'number' && typeof bizId === 'string' && typeof corpId === 'string' && isObject(data);
}
