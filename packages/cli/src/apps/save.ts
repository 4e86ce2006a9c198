import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import type { PlainCredential } from '../dingtalk/configured-apps';
import { both, type Tell, type Told } from '../dingtalk/told';
import { jsonLine, print, printable, printError, table } from '../terminal';
import type { AppsFile } from './apps-file';
import { pathOf } from './callback-path';

/** What every command about `apps.json` can be told. */
export interface FileOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** Writes a changed app, and prints what was made for it: this once. With `dryRun` it only checks. @throws ConfigError, CliError */
export function save(
  options: FileOptions,
  change: {
    readonly tell: Tell;
    readonly name: string;
    readonly credential?: PlainCredential;
    readonly done: Told;
    readonly file: AppsFile;
    readonly next: readonly JsonObject[];
  },
): void {
  const { tell, name, credential, done, file, next } = change;
  file.check(next);
  if (options.dryRun) {
    print(
      options.json
        ? jsonLine({ dryRun: true, name })
        : `${pc.yellow(tell(both('dry run', '试运行')))} ${printable(name)}`,
    );
    return;
  }
  file.replace(next);
  const path = pathOf(name);
  if (options.json) {
    print(jsonLine({ name, path, ...credential }));
    return;
  }
  print(`${pc.green(tell(done))} ${printable(name)}`);
  if (credential !== undefined) {
    print(
      table(
        ['', ''],
        [
          [tell(both('path', '路径')), path],
          ['token', credential.token],
          ['aes_key', credential.aesKey],
        ],
      ),
    );
    print(tell(ONCE(file.path)));
  }
  print(tell(RESTART));
}

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
