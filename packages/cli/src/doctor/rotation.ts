import type { ConfiguredApp } from '../dingtalk/configured-apps';
import type { Looks } from '../sightings/look';
import { rotationAdvice, usesJson, usesOf } from '../sightings/rotation-texts';
import { both, type Told } from '../told';
import { type Finding, ok, warning } from './check';
import { isThirdParty } from './suite';

/**
 * Whether the old credentials of an app that rotates are still in use.
 * @param inFile whether the app is in `apps.json`, which `dinghub app` changes
 */
export function checkRotation(app: ConfiguredApp, looks: Looks, now: number, inFile: boolean): readonly Finding[] {
  const { name, credentials } = app;
  if (credentials.length < 2) return [];
  if (looks.kind === 'unknown') {
    const { en, zh } = looks.why;
    const says = both(
      `${name}: whether the old token and AES key are in use is not known: ${en}`,
      `${name}：无法得知旧 token 与 aes_key 是否仍在使用：${zh}`,
    );
    return [warning('rotation', says, LOOK(name))];
  }
  const rotation = looks.of.get(name)?.rotation;
  if (rotation === undefined) return [];
  const uses = usesOf(rotation, now);
  const details = { state: rotation.state, ...usesJson(rotation) };
  const { state } = rotation;
  if (state === 'done') {
    const says = both(
      `${name}: the old token and AES key are unused; ${uses.en}`,
      `${name}：旧 token 与 aes_key 已不再使用；${uses.zh}`,
    );
    return [{ ...ok('rotation', says, inFile ? FINISH(name) : REMOVE), details }];
  }
  const { says, next } = rotationAdvice({ ...rotation, state }, { name, isThirdParty: isThirdParty(app) });
  return [
    {
      ...warning('rotation', both(`${name}: ${says.en}; ${uses.en}`, `${name}：${says.zh}；${uses.zh}`), next),
      details,
    },
  ];
}

const FINISH = (name: string): Told =>
  both(`dinghub app rotate ${name} --finish`, `dinghub app rotate ${name} --finish`);
const REMOVE = both(
  'remove the old pair from DINGTALK_APPS and restart the hub',
  '从 DINGTALK_APPS 中删除旧凭据并重启 dinghub',
);
const LOOK = (name: string) =>
  both(
    `name the hub’s data folder with --data; a hub in a cloud keeps it in its table, app#${name} / sightings`,
    `用 --data 指定 dinghub 的数据目录；云上的 dinghub 将其保存在表中：app#${name} / sightings`,
  );
