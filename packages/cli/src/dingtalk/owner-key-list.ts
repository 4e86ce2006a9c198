import { type OwnerKeyKind, ownerKeyKind } from '@dinghub/core/sightings';
import { both, type Told } from '../told';

/** What an owner key of each kind is for: of one, and of several. */
const MEANINGS: Readonly<Record<OwnerKeyKind, (count: number) => Told>> = {
  app_key: (count) =>
    both(
      count === 1
        ? 'an AppKey, for a URL set in the developer console'
        : `${count} AppKeys, for URLs set in the developer console`,
      `${count} 个 AppKey（用于开发者后台配置的回调地址）`,
    ),
  corp_id: (count) =>
    both(
      count === 1 ? 'a corpId, for a URL registered by API' : `${count} corpIds, for URLs registered by API`,
      `${count} 个 corpId（用于通过接口注册的回调地址）`,
    ),
  suite_key: (count) =>
    both(
      count === 1 ? 'a suiteKey, for a third-party app' : `${count} suiteKeys, for a third-party app`,
      `${count} 个 suiteKey（用于第三方应用）`,
    ),
  simulator: () => both('the owner key of `dinghub simulate`', '`dinghub simulate` 的 owner key'),
  unclear: (count) =>
    both(
      count === 1
        ? 'a key that is either of no known form, or an AppKey that cannot be told from an old corpId'
        : `${count} keys that are either of no known form, or AppKeys that cannot be told from old corpIds`,
      `${count} 个无法识别的 owner key（格式未知，或无法区分是 AppKey 还是旧 corpId）`,
    ),
};

/** What some owner keys seem to be, as part of a sentence: each kind once, with how many there are. */
export function ownerKeyList(ownerKeys: readonly string[], appKey: string | undefined): Told {
  const counts = new Map<OwnerKeyKind, number>();
  for (const key of ownerKeys) {
    const kind = ownerKeyKind(key, appKey);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const told = [...counts].map(([kind, count]) => MEANINGS[kind](count));
  return both(inEnglish(told.map(({ en }) => en)), told.map(({ zh }) => zh).join('、'));
}

/** `a`, `a and b`, `a; b; and c`: the parts have commas of their own. */
function inEnglish(parts: readonly string[]): string {
  const last = parts.at(-1) ?? 'no owner key';
  if (parts.length < 2) return last;
  return parts.length === 2 ? `${parts[0]}, and ${last}` : `${parts.slice(0, -1).join('; ')}; and ${last}`;
}
