import { type OwnerKeyKind, ownerKeyKind, traitsOf } from '@dinghub/core/sightings';

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

/** What is shown of an owner key: its kind, and how it begins and ends where it is long enough. */
export interface ShownOwnerKey {
  readonly kind: OwnerKeyKind;
  readonly masked?: string;
}

/** What may be shown of an owner key. */
export function shownOwnerKey(key: string, appKey?: string): ShownOwnerKey {
  const { masked } = traitsOf(key);
  return { kind: ownerKeyKind(key, appKey), ...(masked === undefined ? {} : { masked }) };
}

/** `suiteKey suit…ated` */
export function ownerKeyText({ kind, masked }: ShownOwnerKey): string {
  return [OWNER_KEY_NAMES[kind], masked].filter((part) => part !== undefined).join(' ');
}
