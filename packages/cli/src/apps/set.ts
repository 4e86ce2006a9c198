import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import { usageError } from '../failure';
import { printError } from '../terminal';
import { both, tellHere } from '../told';
import { readAppsFile } from './apps-file';
import { type CallingKeys, callingKeys, withKeys } from './change';
import { changesOf } from './changes';
import { type FileOptions, save, warnAboutEnvironment } from './save';

/** `dinghub app set`: other owner keys, or other keys to call DingTalk with; what is not named stays. */
export function set(
  name: string,
  options: FileOptions & CallingKeys & { readonly ownerKey?: readonly string[] },
): void {
  const { ownerKey: ownerKeys } = options;
  const wanted = { ...callingKeys(options), ...(ownerKeys === undefined ? {} : { ownerKeys }) };
  if (Object.keys(wanted).length === 0) throw usageError(tellHere(NOTHING));
  const file = readAppsFile(options.data);
  warnAboutEnvironment(tellHere);
  const next = withKeys(file.apps, name, wanted, tellHere);
  const [before, after] = [appOf(file.apps, name), appOf(next, name)];
  const changes = changesOf(before, after);
  const keepsSecret = before.appSecret !== undefined && before.appSecret === after.appSecret;
  if (options.appSecret === undefined && keepsSecret && before.appKey !== after.appKey) {
    printError(pc.yellow(tellHere(OLD_SECRET)));
  }
  const what = both(changes.map(({ says }) => says.en).join('; '), changes.map(({ says }) => says.zh).join('；'));
  save(options, {
    ...{ tell: tellHere, name, file, next, changed: changes.map(({ field }) => field) },
    done: both(`changed ${name}: ${what.en}`, `已修改 ${name}：${what.zh}`),
    would: both(`${name} would change: ${what.en}`, `将修改 ${name}：${what.zh}`),
  });
}

const appOf = (apps: readonly JsonObject[], name: string) => apps.find((app) => app.name === name) ?? {};

const NOTHING = both('Say --owner-key, --app-key or --app-secret.', '请给出 --owner-key、--app-key 或 --app-secret。');
const OLD_SECRET = both(
  'The AppSecret stays as it was. Unless it belongs to the new AppKey too, give --app-secret as well.',
  'AppSecret 保持不变。如果它不属于新的 AppKey，请同时给出 --app-secret。',
);
