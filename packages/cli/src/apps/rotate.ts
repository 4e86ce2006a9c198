import { confirm } from '../confirm';
import { usageError } from '../failure';
import { folderFlag } from '../next-command';
import { both, tellHere } from '../told';
import { readAppsFile } from './apps-file';
import { withRotation, withRotationFinished } from './change';
import { checkOldIsUnused } from './finish-check';
import { newCredential } from './new-credential';
import { type FileOptions, save, warnAboutEnvironment } from './save';

/** `dinghub app rotate`: new credentials beside the old ones; with `finish`, the new ones alone. */
export async function rotate(
  name: string,
  options: FileOptions & { readonly finish?: boolean; readonly yes?: boolean; readonly force?: boolean },
): Promise<void> {
  if (options.force && !options.finish) throw usageError(tellHere(FORCE_ALONE));
  const file = readAppsFile(options.data);
  warnAboutEnvironment(tellHere);
  if (options.finish) {
    const next = withRotationFinished(file.apps, name, tellHere);
    const app = file.apps.find((one) => one.name === name);
    if (app && !options.force) await checkOldIsUnused({ data: options.data, app, tell: tellHere, json: options.json });
    if (!options.yes && !options.dryRun) await confirm(tellHere(ASK(name)));
    save(options, {
      ...{ tell: tellHere, name, file, next },
      done: both(`finished the rotation of ${name}`, `${name}：轮换已完成`),
      would: both(`the rotation of ${name} would be finished`, `将完成 ${name} 的轮换`),
    });
    return;
  }
  const credential = newCredential();
  const next = withRotation(file.apps, name, credential, tellHere);
  save(options, {
    ...{ tell: tellHere, name, credential, file, next },
    done: both(`rotating ${name}`, `${name}：轮换中`),
    would: both(`${name} would get new credentials beside the old ones`, `将为 ${name} 添加新凭据，旧凭据继续有效`),
    after: AFTER(name, folderFlag(options.data)),
  });
}

const FORCE_ALONE = both('--force goes with --finish.', '--force 需与 --finish 一起使用。');

const AFTER = (name: string, folder: string) =>
  both(
    `Then give DingTalk the new ones, and once events come with them: dinghub app rotate ${name} --finish${folder}`,
    `随后将新凭据配置到钉钉；收到使用新凭据的事件之后执行：dinghub app rotate ${name} --finish${folder}`,
  );

const ASK = (name: string) =>
  both(
    `Forget the old token and AES key of "${name}"? If DingTalk still has them, the hub refuses its events from then on.`,
    `删除“${name}”的旧 token 与 aes_key？若钉钉仍在使用，此后的推送会被拒绝。`,
  );
