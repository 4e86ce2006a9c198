import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@dinghub/core';
import { traitsOf } from '@dinghub/core/sightings';
import { ownerKeyText, shownOwnerKey } from '../dingtalk/owner-key';
import { both, type Told } from '../told';

/** A field of an app that is another than it was: its name, and for people what it is now. No secret is in it. */
export interface Change {
  readonly field: string;
  readonly says: Told;
}

/** What `dinghub app set` changes of an app; empty where it is as it was. */
export function changesOf(before: JsonObject, after: JsonObject): readonly Change[] {
  const names = ['ownerKeys', 'learnOwnerKey', 'appKey', 'appSecret'] as const;
  return names
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({ field, says: SAYS[field](after[field], after.appKey) }));
}

type Says = (value: JsonValue | undefined, appKey: JsonValue | undefined) => Told;

const SAYS: Readonly<Record<'ownerKeys' | 'learnOwnerKey' | 'appKey' | 'appSecret', Says>> = {
  ownerKeys(keys, appKey) {
    const known = typeof appKey === 'string' ? appKey : undefined;
    const list = (Array.isArray(keys) ? keys : []).map((key) => ownerKeyText(shownOwnerKey(String(key), known)));
    return both(`owner keys: ${list.join(', ')}`, `owner key：${list.join('、')}`);
  },
  learnOwnerKey: () => both('it learns no more owner keys', '不再自动记住 owner key'),
  appKey(key) {
    const shown = typeof key === 'string' ? traitsOf(key).masked : undefined;
    return both(`AppKey${shown ? `: ${shown}` : ''}`, `AppKey${shown ? `：${shown}` : ''}`);
  },
  appSecret: () => both('AppSecret', 'AppSecret'),
};
