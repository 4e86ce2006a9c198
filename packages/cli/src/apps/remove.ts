import { confirm } from '../confirm';
import { usageError } from '../failure';
import { both, tellHere } from '../told';
import { readAppsFile } from './apps-file';
import { pathsOf } from './callback-path';
import { without } from './change';
import { type FileOptions, save, warnAboutEnvironment } from './save';

/** `dinghub app remove`: the app, its token and its AES key; its events stay. Not the last one: a hub does not start without. */
export async function remove(name: string, options: FileOptions & { readonly yes?: boolean }): Promise<void> {
  const file = readAppsFile(options.data);
  const next = without(file.apps, name, tellHere);
  if (next.length === 0) throw usageError(tellHere(LAST(name, file.path)));
  warnAboutEnvironment(tellHere);
  if (!options.yes && !options.dryRun) await confirm(tellHere(ASK(name, pathsOf(name, file.apps))));
  save(options, {
    tell: tellHere,
    name,
    done: both(`removed ${name}`, `已删除 ${name}`),
    would: both(`${name} would be removed`, `将删除 ${name}`),
    file,
    next,
  });
}

const ASK = (name: string, paths: readonly string[]) =>
  both(
    `Remove the app "${name}", its token and its AES key? What DingTalk still pushes to ${paths.join(' and ')} is refused once the hub is restarted. Its events stay.`,
    `删除应用“${name}”及其 token 与 aes_key？dinghub 重启后，钉钉向 ${paths.join('、')} 的推送会被拒绝；已收到的事件保留。`,
  );

const LAST = (name: string, path: string) =>
  both(
    `"${name}" is the only app, and a hub needs one. Add another first (dinghub app add), or stop the hub and move ${path} away: the next start makes a new one.`,
    `“${name}”是唯一的应用，而 dinghub 至少需要一个。请先添加其他应用（dinghub app add）；或停止 dinghub 并移走 ${path}，下次启动时会新建。`,
  );
