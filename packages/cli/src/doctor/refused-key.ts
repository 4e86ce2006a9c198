import {
  isKeyOf,
  type OwnerKeyKind,
  ownerKeyKind,
  PLACEHOLDER_SUITE_KEY,
  type RefusedOwnerKey,
} from '@dinghub/core/sightings';
import type { ConfiguredApp } from '../dingtalk/configured-apps';
import { OWNER_KEY_NAMES } from '../dingtalk/owner-key';
import { instant, isoOf } from '../sightings/instants';
import type { Look } from '../sightings/look';
import { both, type Told } from '../told';
import { type Finding, failure, warning } from './check';

/**
 * Which owner key the last envelope carried that was refused for it, against those that are accepted. Shows no key.
 * @param look what the hub has seen; undefined where that is not known
 */
export function checkRefusedKey(app: ConfiguredApp, look: Look | undefined, now: number): readonly Finding[] {
  const { refused, acceptedAt } = look ?? {};
  if (refused === undefined) return [];
  const { what, next, isHarmless } = judge(app, refused);
  const at = instant(refused.at, now);
  const since = acceptedAt === undefined ? undefined : instant(acceptedAt, now);
  const says = both(
    `${app.name}: the last envelope refused for its owner key came ${at.en} with ${what.en}${since ? `; since then an event was accepted, ${since.en}` : ''}`,
    `${app.name}：最近一次因 owner key 被拒绝的推送：${at.zh}，${what.zh}${since ? `；此后有事件被接受：${since.zh}` : ''}`,
  );
  const finding = isHarmless || since ? warning('owner_keys', says, next) : failure('owner_keys', says, next);
  return [{ ...finding, details: detailsOf(app, refused, acceptedAt) }];
}

interface Judgement {
  readonly what: Told;
  readonly next: Told;
  /** Whether what is configured may be right all the same. */
  readonly isHarmless: boolean;
}

function judge({ ownerKeys, appKey, variables }: ConfiguredApp, refused: RefusedOwnerKey): Judgement {
  const accepted = ownerKeys.find((key) => isKeyOf(refused, key));
  if (accepted !== undefined) {
    const kind = OWNER_KEY_NAMES[ownerKeyKind(accepted, appKey)];
    return {
      what: both(`one that is accepted by now (${kind})`, `所带的 owner key（${kind}）现已被接受`),
      next: restart(variables),
      isHarmless: true,
    };
  }
  if (isKeyOf(refused, PLACEHOLDER_SUITE_KEY)) return { what: PLACEHOLDER, next: ADD_PLACEHOLDER, isHarmless: false };
  if (isKeyOf(refused, '')) return { what: EMPTY, next: NOT_DINGTALK, isHarmless: true };
  if (refused.kind === 'simulator') return { what: SIMULATOR, next: SAME_KEYS, isHarmless: true };
  if (appKey !== undefined && isKeyOf(refused, appKey)) {
    const kind = ownerKeyKind(appKey, appKey);
    const name = OWNER_KEY_NAMES[kind];
    const what = both(`the app’s ${name}, which is not accepted`, `所带的是该应用的 ${name}，未在接受之列`);
    return { what, next: ADD, isHarmless: false };
  }
  const { kind, masked } = refused;
  const shown = masked === undefined ? both('', '') : both(` (${masked})`, `（${masked}）`);
  const name = KINDS[kind];
  return {
    what: both(`${name.en}${shown.en}, which is not accepted`, `所带的是${name.zh}${shown.zh}，未在接受之列`),
    next: addIt(kind),
    isHarmless: false,
  };
}

const KINDS: Readonly<Record<OwnerKeyKind, Told>> = {
  app_key: both('an AppKey', ' AppKey'),
  corp_id: both('a corpId', ' corpId'),
  suite_key: both('a suiteKey', ' suiteKey'),
  simulator: both('the simulator’s', '模拟器的 owner key'),
  unclear: both(
    'a key of no known form, or an AppKey that could be an old corpId',
    '格式未知的 owner key，或无法区分的 AppKey 与旧 corpId',
  ),
};
const PLACES: Readonly<Record<OwnerKeyKind, Told>> = {
  app_key: both('AppKey (Client ID) in the developer console', '开发者后台的 AppKey（Client ID）'),
  corp_id: both('corpId on the home page of the developer console', '开发者后台首页的 corpId'),
  suite_key: both('suiteKey in the developer console of the suite', '套件开发者后台的 suiteKey'),
  simulator: both('the simulator’s', '模拟器'),
  unclear: both('AppKey, corpId or suiteKey in the developer console', '开发者后台的 AppKey、corpId 或 suiteKey'),
};
const addIt = (kind: OwnerKeyKind) =>
  both(
    `if it is your ${PLACES[kind].en}, add it to DINGTALK_OWNER_KEY or to the app’s ownerKeys, and restart the hub`,
    `若它就是${PLACES[kind].zh}，请将其加入 DINGTALK_OWNER_KEY 或该应用的 ownerKeys，并重启 dinghub`,
  );

const ADD = both(
  'add it to DINGTALK_OWNER_KEY or to the app’s ownerKeys, and restart the hub',
  '请将其加入 DINGTALK_OWNER_KEY 或该应用的 ownerKeys，并重启 dinghub',
);
/** The hub does not know of a key that was added since it started, or that this terminal alone has. */
function restart(variables: readonly string[]): Told {
  const added = both(
    'restart the hub, if that was not done since the key was added',
    '若加入该 owner key 后尚未重启 dinghub，请重启',
  );
  if (variables.length === 0) return added;
  const names = variables.join(', ');
  return both(
    `${added.en}, or give the hub the DINGTALK_… variables that this terminal has (${names})`,
    `${added.zh}，或为 dinghub 设置当前终端的 DINGTALK_… 环境变量（${names}）`,
  );
}

const PLACEHOLDER = both(
  `${PLACEHOLDER_SUITE_KEY}, which DingTalk says before a suite exists, and which is not accepted`,
  `所带的是 ${PLACEHOLDER_SUITE_KEY}（套件创建之前钉钉使用的字面值），未在接受之列`,
);
const ADD_PLACEHOLDER = both(
  'add it to DINGTALK_OWNER_KEY or to the app’s ownerKeys until the suite exists, then its suiteKey in its place, and restart the hub',
  '套件创建之前请将其加入 DINGTALK_OWNER_KEY 或该应用的 ownerKeys，创建之后换成 suiteKey，并重启 dinghub',
);
const EMPTY = both('none at all', '未携带 owner key');
const NOT_DINGTALK = both(
  'DingTalk always sends one: look at what else has the token and the AES key',
  '钉钉总会携带 owner key：请检查还有什么程序持有该 token 与 aes_key',
);
const SIMULATOR = both('the simulator’s', '所带的是模拟器的 owner key');
const SAME_KEYS = both(
  'give dinghub simulate the environment and the data folder of the hub',
  '请让 dinghub simulate 使用与 dinghub 相同的环境变量和数据目录',
);

function detailsOf({ ownerKeys }: ConfiguredApp, refused: RefusedOwnerKey, acceptedAt: number | undefined) {
  const { at, kind, masked } = refused;
  return {
    refusedAt: isoOf(at),
    kind,
    ...(masked === undefined ? {} : { masked }),
    accepted: ownerKeys.some((key) => isKeyOf(refused, key)),
    ...(acceptedAt === undefined ? {} : { acceptedSince: isoOf(acceptedAt) }),
  };
}
