/** What an owner key may be. */
export type OwnerKeyKind = 'app_key' | 'corp_id' | 'suite_key' | 'simulator' | 'unclear';

/**
 * What an owner key looks like: a corpId is `ding` and 32 hexadecimal digits (16 in old organisations), an AppKey `ding` and other
 * letters and digits, a suiteKey begins with `suite`. An old corpId cannot be told from an AppKey that has no letter beyond f.
 * @param appKey the app's own AppKey, where it is known
 */
export function ownerKeyKind(key: string, appKey?: string): OwnerKeyKind {
  if (key === 'dinghub-simulator') return 'simulator';
  if (/^suite/.test(key)) return 'suite_key';
  if (key === appKey) return 'app_key';
  if (/^ding[0-9a-f]{32}$/i.test(key)) return 'corp_id';
  if (/^ding[0-9a-f]{16}$/i.test(key)) return 'unclear';
  return /^ding[0-9a-z]{10,30}$/i.test(key) ? 'app_key' : 'unclear';
}

/** The names of the kinds, alike in both languages. */
export const OWNER_KEY_NAMES: Readonly<Record<OwnerKeyKind, string>> = {
  app_key: 'AppKey',
  corp_id: 'corpId',
  suite_key: 'suiteKey',
  simulator: 'simulator',
  unclear: 'AppKey/corpId?',
};

/**
 * The owner key to probe with: the one that DingTalk most likely seals with, which for a URL that is registered by API is the
 * corpId. A hub that is still to learn its key gets the simulator's, which it does not keep.
 */
export function ownerKeyToProbe(
  app: { readonly ownerKeys: readonly string[]; readonly appKey?: string; readonly learnsOwnerKey: boolean },
  wanted: 'any' | 'corp_id',
): string {
  const { ownerKeys, appKey, learnsOwnerKey } = app;
  const first = (...kinds: readonly OwnerKeyKind[]) =>
    ownerKeys.find((key) => kinds.includes(ownerKeyKind(key, appKey)));
  const simulators = learnsOwnerKey ? first('simulator') : undefined;
  const exact = wanted === 'any' ? undefined : first(wanted);
  return simulators ?? exact ?? first('app_key', 'corp_id', 'suite_key', 'unclear') ?? ownerKeys[0] ?? '';
}

/** True where the only owner key so far is the simulator's. */
export function hasNoOwnerKeyYet(ownerKeys: readonly string[]): boolean {
  return ownerKeys.every((key) => ownerKeyKind(key) === 'simulator');
}
