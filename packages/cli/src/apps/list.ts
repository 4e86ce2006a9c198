import type { JsonObject } from '@dinghub/core';
import type { Rotation } from '@dinghub/core/sightings';
import pc from 'picocolors';
import { plainCredentials } from '../dingtalk/configured-apps';
import { ownerKeyText, type ShownOwnerKey, shownOwnerKey } from '../dingtalk/owner-key';
import { folderFlag } from '../next-command';
import { lastUse } from '../sightings/instants';
import { type Looks, lookAtApps } from '../sightings/look';
import { usesJson } from '../sightings/rotation-texts';
import { jsonLine, print, printable, printError, table } from '../terminal';
import { both, headOf, type Tell, type Told, tellHere } from '../told';
import { readAppsFile } from './apps-file';
import { pathOf, pathsOf } from './callback-path';
import { warnAboutEnvironment } from './save';

/** `dinghub app list`: what there is; of values only how owner keys begin and end. */
export async function listApps(options: { readonly data: string; readonly json?: boolean }): Promise<void> {
  const { apps } = readAppsFile(options.data);
  warnAboutEnvironment(tellHere);
  const now = Date.now();
  const rotating = apps.map(credentialsOf).filter(({ credentials }) => credentials.length > 1);
  const looks = rotating.length === 0 ? undefined : await lookAtApps(options.data, rotating, now);
  const items = apps.map((app) => summary(app, looks));
  if (options.json) print(jsonLine({ items: items.map(itemJson) }));
  else if (items.length === 0) print(pc.dim(tellHere(NONE(options.data))));
  else print(appsTable(items, now, tellHere));
  if (looks?.kind === 'unknown') printError(pc.yellow(tellHere(UNKNOWN(looks.why))));
}

function appsTable(items: readonly Summary[], now: number, tell: Tell): string {
  const isRotating = items.some(({ rotation }) => rotation !== undefined);
  const rows = items.map(({ name, ownerKeys, credentials, callsDingTalk, rotation }) => [
    ...[name, pathsOf(name, items).join(', '), ownerKeys.map(ownerKeyText).join(', ')].map(printable),
    credentials > 1 ? pc.yellow(tell(both(`${credentials}, rotating`, `${credentials}，轮换中`))) : '1',
    tell(callsDingTalk ? both('yes', '是') : both('no', '否')),
    ...(isRotating ? [rotation === undefined ? '' : tell(lastUses(rotation, now))] : []),
  ]);
  const head = [...headOf(HEAD, tell), ...(isRotating ? [tell(both('last event with', '最近一次事件'))] : [])];
  return table(head, rows);
}

function lastUses({ newUsedAt, oldUsedAt }: Rotation, now: number): Told {
  const [fresh, old] = [lastUse(newUsedAt, now), lastUse(oldUsedAt, now)];
  return both(`new: ${fresh.en}, old: ${old.en}`, `新：${fresh.zh}，旧：${old.zh}`);
}

const NONE = (data: string) => {
  const folder = folderFlag(data);
  return both(
    `No apps in ${data}. Start a hub (dinghub start${folder}), add one (dinghub app add${folder} --name … --owner-key …), or name another folder with --data.`,
    `${data} 中没有应用。请启动 dinghub（dinghub start${folder}）、添加应用（dinghub app add${folder} --name … --owner-key …），或用 --data 指定其他目录。`,
  );
};
const HEAD = both('name|path|owner keys|credentials|calls DingTalk', '名称|路径|owner key|凭据|可调用钉钉');
const UNKNOWN = (why: Told) =>
  both(`When credentials were last used is not known: ${why.en}`, `无法得知凭据最近的使用时间：${why.zh}`);

interface Summary {
  readonly name: string;
  readonly path: string;
  readonly ownerKeys: readonly ShownOwnerKey[];
  readonly learnsOwnerKey: boolean;
  readonly credentials: number;
  readonly callsDingTalk: boolean;
  /** Absent for an app that does not rotate, and where nothing is known. */
  readonly rotation?: Rotation;
}

function summary(app: JsonObject, looks: Looks | undefined): Summary {
  const name = String(app.name);
  const keys = Array.isArray(app.ownerKeys) ? app.ownerKeys.map(String) : [];
  const appKey = typeof app.appKey === 'string' ? app.appKey : undefined;
  const rotation = looks?.kind === 'seen' ? looks.of.get(name)?.rotation : undefined;
  return {
    name,
    path: pathOf(name),
    ownerKeys: keys.map((key) => shownOwnerKey(key, appKey)),
    learnsOwnerKey: app.learnOwnerKey === true,
    credentials: plainCredentials(app).length,
    callsDingTalk: appKey !== undefined && app.appSecret !== undefined,
    ...(rotation === undefined ? {} : { rotation }),
  };
}

function itemJson({ rotation, ...item }: Summary) {
  return { ...item, ...(rotation === undefined ? {} : { rotation: { state: rotation.state, ...usesJson(rotation) } }) };
}

const credentialsOf = (app: JsonObject) => ({ name: String(app.name), credentials: plainCredentials(app) });
