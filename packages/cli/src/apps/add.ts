import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import { usageError } from '../failure';
import { printError } from '../terminal';
import { both, tellHere } from '../told';
import { readAppsFile } from './apps-file';
import { pathOf } from './callback-path';
import { type CallingKeys, callingKeys, withApp } from './change';
import { newCredential } from './new-credential';
import { type FileOptions, save, warnAboutEnvironment } from './save';

/** `dinghub app add`: one more app, with a token and an AES key of its own. */
export function add(
  options: FileOptions & CallingKeys & { readonly name: string; readonly ownerKey: readonly string[] },
): void {
  const { name, ownerKey: ownerKeys, appKey, appSecret } = options;
  if ((appKey === undefined) !== (appSecret === undefined)) throw usageError(tellHere(PAIR));
  const file = readAppsFile(options.data);
  const credential = newCredential();
  const next = withApp(file.apps, { name, ownerKeys, credential, ...callingKeys(options) }, tellHere);
  warnAboutEnvironment(tellHere);
  const [only, ...others] = file.apps;
  if (only !== undefined && others.length === 0 && only.name !== 'default')
    printError(pc.yellow(tellHere(MOVED(only))));
  save(options, {
    ...{ tell: tellHere, name, credential, file, next },
    done: both(`added ${name}`, `已添加 ${name}`),
    would: both(`${name} would be added`, `将添加 ${name}`),
  });
}

const PAIR = both('Say --app-key and --app-secret, or neither.', '--app-key 与 --app-secret 需同时给出。');

/** With one app, `/v1/dingtalk` is that app's, whatever it is called. */
const MOVED = ({ name }: JsonObject) =>
  both(
    `With several apps /v1/dingtalk is that of the one called default: "${String(name)}" answers at ${pathOf(String(name))} alone from now on.`,
    `有多个应用时 /v1/dingtalk 只属于名为 default 的应用：“${String(name)}”此后仅在 ${pathOf(String(name))} 应答。`,
  );
