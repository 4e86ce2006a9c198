import { isSuiteKey } from '../dingtalk/suite-key';

/** What an owner key may be. */
export type OwnerKeyKind = 'app_key' | 'corp_id' | 'suite_key' | 'simulator' | 'unclear';

/** Stands for the suiteKey in check_create_suite_url, before there is a suite: literally this (DingTalk's documents for third-party apps). */
export const PLACEHOLDER_SUITE_KEY = 'suite4xxxxxxxxxxxxxxx';

/** What the simulator seals with for a hub that made its own credentials: an owner key that no DingTalk app has. */
export const SIMULATOR_OWNER_KEY = 'dinghub-simulator';

/**
 * What an owner key looks like: a corpId is `ding` and 32 hexadecimal digits (16 in old organisations), an AppKey `ding` and other
 * letters and digits, a suiteKey begins with `suite`. An old corpId cannot be told from an AppKey that has no letter beyond f.
 * @param appKey the app's own AppKey, where it is known
 */
export function ownerKeyKind(key: string, appKey?: string): OwnerKeyKind {
  if (key === SIMULATOR_OWNER_KEY) return 'simulator';
  if (isSuiteKey(key)) return 'suite_key';
  if (key === appKey) return 'app_key';
  if (/^ding[0-9a-f]{32}$/i.test(key)) return 'corp_id';
  if (/^ding[0-9a-f]{16}$/i.test(key)) return 'unclear';
  return /^ding[0-9a-z]{10,30}$/i.test(key) ? 'app_key' : 'unclear';
}
