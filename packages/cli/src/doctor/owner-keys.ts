import { type OwnerKeyKind, ownerKeyKind } from '@dinghub/core/sightings';
import { type ConfiguredApp, stillLearns } from '../dingtalk/configured-apps';
import { OWNER_KEY_NAMES } from '../dingtalk/owner-key';
import { ownerKeyList } from '../dingtalk/owner-key-list';
import { both, type Told } from '../told';
import { type Finding, failure, ok, warning } from './check';

/**
 * What each owner key seems to be, and whether that is what is needed.
 * @param registered whether the URL is registered by API; undefined where that is not known
 */
export function checkOwnerKeys(app: ConfiguredApp, registered?: boolean): readonly Finding[] {
  const { name, ownerKeys, appKey } = app;
  const kinds = ownerKeys.map((key) => ownerKeyKind(key, appKey));
  const has = (...wanted: readonly OwnerKeyKind[]) => kinds.some((kind) => wanted.includes(kind));
  const list = ownerKeyList(ownerKeys, appKey);
  const says = both(`${name} accepts ${list.en}`, `${name} 接受 ${list.zh}`);
  const suited = kinds.filter((kind) => kind !== 'simulator').length > 0;
  if (stillLearns(app)) return [ok('owner_keys', suited ? LEARNS_MORE(says) : LEARNS(name))];
  if (!suited) return [failure('owner_keys', says, ADD)];
  if (registered && !has('corp_id', 'unclear')) return [failure('owner_keys', says, ADD_CORP)];
  if (appKey && has('corp_id') && !has('app_key', 'unclear', 'suite_key') && registered === false)
    return [warning('owner_keys', says, ADD_APP)];
  if (has('suite_key') && has('app_key', 'corp_id')) return [warning('owner_keys', says, MIXED)];
  if (has('unclear')) return [warning('owner_keys', says, LOOK)];
  return [ok('owner_keys', says)];
}

const LEARNS = (name: string) =>
  both(
    `${name} has none yet: the first that comes, sealed with its own key, is kept`,
    `${name} 尚无 owner key：将记住首个以其凭据加密的推送所带的 owner key`,
  );
const LEARNS_MORE = (says: Told) =>
  both(
    `${says.en}; and the first other that comes, sealed with its own key, is kept`,
    `${says.zh}；此外，首个使用其密钥加密的推送所带的其他 owner key 将被保存`,
  );
const ADD = both(
  `set DINGTALK_OWNER_KEY or the app’s ownerKeys: ${OWNER_KEY_NAMES.app_key} (console), ${OWNER_KEY_NAMES.corp_id} (API), ${OWNER_KEY_NAMES.suite_key} (third party)`,
  '请设置 DINGTALK_OWNER_KEY 或该应用的 ownerKeys：AppKey（开发者后台）、corpId（接口注册）或 suiteKey（第三方应用）',
);
const ADD_CORP = both(
  'a URL is registered by API, which seals with the corpId: add it to DINGTALK_OWNER_KEY or to the app’s ownerKeys, and restart the hub',
  '已通过接口注册回调地址，钉钉以 corpId 加密：请将 corpId 加入 DINGTALK_OWNER_KEY 或该应用的 ownerKeys，并重启 dinghub',
);
const ADD_APP = both(
  'nothing is registered by API; a URL that is set in the console is sealed with the AppKey: add it too',
  '没有通过接口注册的回调地址；开发者后台配置的回调地址以 AppKey 加密：请一并加入 AppKey',
);
const MIXED = both(
  'a third-party app has its suiteKey alone; give the other app credentials of its own (dinghub app add)',
  '第三方应用只使用 suiteKey；请为另一个应用单独配置凭据（dinghub app add）',
);
const LOOK = both(
  'compare it with the developer console: AppKey (Client ID) for the console, corpId for the API, suiteKey for third-party apps',
  '请与开发者后台核对：开发者后台配置用 AppKey（Client ID），接口注册用 corpId，第三方应用用 suiteKey',
);
