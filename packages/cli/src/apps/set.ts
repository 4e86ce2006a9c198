import { both, tellIn } from '../dingtalk/told';
import { usageError } from '../failure';
import { languageOf } from '../language';
import { readAppsFile } from './apps-file';
import { type CallingKeys, callingKeys, withKeys } from './change';
import { type FileOptions, save, warnAboutEnvironment } from './save';

/** `dinghub app set`: other owner keys, or other keys to call DingTalk with; what is not named stays. */
export function set(
  name: string,
  options: FileOptions & CallingKeys & { readonly ownerKey?: readonly string[] },
): void {
  const { ownerKey: ownerKeys } = options;
  const tell = tellIn(languageOf(process.env));
  const changed = { ...callingKeys(options), ...(ownerKeys === undefined ? {} : { ownerKeys }) };
  if (Object.keys(changed).length === 0) throw usageError(tell(NOTHING));
  const file = readAppsFile(options.data);
  warnAboutEnvironment(tell);
  save(options, { tell, name, done: both('changed', '已修改'), file, next: withKeys(file.apps, name, changed, tell) });
}

const NOTHING = both('Say --owner-key, --app-key or --app-secret.', '请给出 --owner-key、--app-key 或 --app-secret。');
