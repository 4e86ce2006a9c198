import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import type { PlainCredential } from '../dingtalk/configured-apps';
import { jsonLine, print, printable, printError, table } from '../terminal';
import { both, type Tell, type Told } from '../told';
import type { AppsFile } from './apps-file';
import { pathOf, pathsOf } from './callback-path';

/** What every command about `apps.json` can be told. */
export interface FileOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Writes a changed app, and prints what was made for it: this once. With `dryRun` it only checks.
 * @throws ConfigError, CliError
 */
export function save(
  options: FileOptions,
  change: {
    readonly tell: Tell;
    readonly name: string;
    readonly credential?: PlainCredential;
    /** Names of the fields that are others than before; of none, nothing is written. */
    readonly changed?: readonly string[];
    /** What is said once it is written, and in its place with `dryRun`. */
    readonly done: Told;
    readonly would: Told;
    /** What is to be done after the restart. */
    readonly after?: Told;
    readonly file: AppsFile;
    readonly next: readonly JsonObject[];
  },
): void {
  const { tell, name, credential, changed, done, would, after, file, next } = change;
  file.check(next);
  const isSame = changed?.length === 0;
  const fields = changed === undefined ? {} : { changed };
  if (!options.dryRun && !isSame) file.replace(next);
  if (options.json) {
    const path = pathOf(name);
    print(jsonLine(options.dryRun ? { dryRun: true, name, ...fields } : { name, path, ...credential, ...fields }));
    return;
  }
  if (isSame) {
    print(printable(tell(both(`unchanged: ${name} has these already`, `未修改：${name} 已是这些值`))));
    return;
  }
  if (options.dryRun) {
    print(`${pc.yellow(tell(DRY_RUN))}${printable(tell(would))}`);
    return;
  }
  print(pc.green(printable(tell(done))));
  if (credential !== undefined) {
    print(
      table(
        ['', ''],
        [
          [tell(both('path', '路径')), pathsOf(name, next).join(', ')],
          ['token', credential.token],
          ['aes_key', credential.aesKey],
        ],
      ),
    );
    print(tell(ONCE(file.path)));
  }
  print(tell(RESTART));
  if (after) print(printable(tell(after)));
}

const DRY_RUN = both('dry run: ', '试运行：');
const ONCE = (path: string) =>
  both(`They are kept in ${path} and not shown again.`, `凭据保存在 ${path} 中，之后不再显示。`);
const RESTART = both('A running hub knows of it once it is restarted.', '正在运行的 dinghub 需重启后生效。');

/** A hub may not read the file at all. */
export function warnAboutEnvironment(tell: Tell): void {
  const { DINGTALK_APPS, DINGTALK_TOKEN, DINGTALK_AES_KEY } = process.env;
  if (DINGTALK_APPS || DINGTALK_TOKEN || DINGTALK_AES_KEY) printError(pc.yellow(tell(NOT_READ)));
}

const NOT_READ = both(
  'The environment names the apps (DINGTALK_APPS or DINGTALK_TOKEN …): a hub with this environment does not read apps.json.',
  '环境变量中已配置应用（DINGTALK_APPS 或 DINGTALK_TOKEN 等）：以此环境运行的 dinghub 不读取 apps.json。',
);
