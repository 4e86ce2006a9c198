import type { JsonObject } from '@dinghub/core';
import { ownerKeyKind } from '@dinghub/core/sightings';
import pc from 'picocolors';
import { plainCredentials } from '../dingtalk/configured-apps';
import { OWNER_KEY_NAMES } from '../dingtalk/owner-key';
import { both, type Tell, tellIn } from '../dingtalk/told';
import { languageOf } from '../language';
import { jsonLine, print, printable, table } from '../terminal';
import { readAppsFile } from './apps-file';

/** `dinghub app list`: what there is, and no values. */
export function listApps(options: { readonly data: string; readonly json?: boolean }): void {
  const items = readAppsFile(options.data).apps.map(summary);
  const tell = tellIn(languageOf(process.env));
  if (options.json) print(jsonLine({ items }));
  else if (items.length === 0) print(pc.dim(tell(NONE)));
  else print(appsTable(items, tell));
}

function appsTable(items: readonly ReturnType<typeof summary>[], tell: Tell): string {
  const rows = items.map(({ name, path, ownerKeys, credentials, callsDingTalk }) => [
    ...[name, path, ownerKeys.join(', ')].map(printable),
    credentials > 1 ? pc.yellow(tell(both(`${credentials}, rotating`, `${credentials}，轮换中`))) : '1',
    tell(callsDingTalk ? both('yes', '是') : both('no', '否')),
  ]);
  return table(tell(HEAD).split('|'), rows);
}

const NONE = both(
  'No apps. Start a hub (dinghub start), or add one: dinghub app add --name … --owner-key …',
  '没有应用。请启动 dinghub（dinghub start），或添加：dinghub app add --name … --owner-key …',
);
const HEAD = both('name|path|owner keys|credentials|calls DingTalk', '名称|路径|owner key|凭据|可调用钉钉');

function summary(app: JsonObject) {
  const name = String(app.name);
  const keys = Array.isArray(app.ownerKeys) ? app.ownerKeys.map(String) : [];
  const appKey = typeof app.appKey === 'string' ? app.appKey : undefined;
  return {
    name,
    path: pathOf(name),
    ownerKeys: keys.map((key) => OWNER_KEY_NAMES[ownerKeyKind(key, appKey)]),
    learnsOwnerKey: app.learnOwnerKey === true,
    credentials: plainCredentials(app).length,
    callsDingTalk: appKey !== undefined && app.appSecret !== undefined,
  };
}

/** The path of an app's callback. */
export const pathOf = (name: string) => `/v1/dingtalk/${name}`;
