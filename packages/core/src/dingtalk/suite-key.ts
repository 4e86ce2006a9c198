/** True for the AppKey of a third-party app: its suiteKey, which begins with `suite` (open.dingtalk.com); others begin with `ding`. */
export function isSuiteKey(appKey: string): boolean {
  return appKey.startsWith('suite');
}
