import type { JsonObject } from '@dinghub/core';
import { randomText } from '@dinghub/local-adapter';
import type { Command } from 'commander';
import pc from 'picocolors';
import { confirm } from '../confirm';
import type { PlainCredential } from '../dingtalk/configured-apps';
import { both, type Tell, tellIn } from '../dingtalk/told';
import { usageError } from '../failure';
import { languageOf } from '../language';
import { several } from '../options';
import { SECRET_SOURCES, secretText } from '../sources';
import { jsonLine, print, printable, printError, table } from '../terminal';
import { type AppsFile, readAppsFile } from './apps-file';
import { withApp, withRotation, withRotationFinished } from './change';
import { checkOldIsUnused } from './finish-check';
import { listApps, pathOf } from './list';

interface FileOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

interface AddOptions extends FileOptions {
  readonly name: string;
  readonly ownerKey: readonly string[];
  readonly appKey?: string;
  readonly appSecret?: string;
}

/** `dinghub app list | add | rotate` */
export function addAppCommand(program: Command): void {
  const app = program
    .command('app')
    .description('The apps of a hub on this machine: apps.json in its data folder')
    .addHelpText(
      'after',
      '\nA hub that has DINGTALK_APPS or DINGTALK_TOKEN in its environment does not read the file. A running hub reads it when it starts.',
    );

  withFile(app.command('list').alias('ls').description('List apps; tokens and keys are never shown')).action(listApps);

  withFile(
    app
      .command('add')
      .description('Add an app: makes a token and an AES key, and prints them once')
      .requiredOption('--name <name>', 'the end of its path, /v1/dingtalk/<name>')
      .requiredOption(
        '--owner-key <key>',
        'AppKey (console), corpId (API) or suiteKey (third party); can be repeated',
        several((key) => key.trim()),
      )
      .option('--app-key <key>', 'Client ID, to call DingTalk with')
      .option('--app-secret <secret>', `Client Secret; ${SECRET_SOURCES}`, secretText('--app-secret'))
      .option('--dry-run', 'check, and say what would be done'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  $ dinghub app add --name hr --owner-key dingxxxx --app-key dingxxxx --app-secret env:HR_SECRET',
    )
    .action(add);

  withFile(
    app
      .command('rotate <name>')
      .description('Make a new token and AES key, and print them once; the old ones go on working until --finish')
      .option('--finish', 'forget the old ones, once events come with the new ones alone')
      .option('--force', 'with --finish: also when the old ones are in use, or when that is not known')
      .option('--yes', 'do not ask')
      .option('--dry-run', 'check, and say what would be done'),
  )
    .addHelpText(
      'after',
      `
1. dinghub app rotate hr             the hub accepts both, once it is restarted
2. give DingTalk the new ones: dinghub dingtalk register --url … --app hr, or paste them into the developer console
3. dinghub app rotate hr --finish    when events come with the new ones alone; restart the hub again

The hub remembers when events last came with the new ones, and with the old ones. --finish looks that up in the store of the data
folder, and refuses while the old ones are in use. dinghub app list and dinghub doctor show it too.`,
    )
    .action(rotate);
}

function withFile(command: Command): Command {
  return command.option('--data <folder>', 'the hub’s data folder', '.dinghub').option('--json', 'print JSON');
}

function add(options: AddOptions): void {
  const { name, ownerKey: ownerKeys, appKey, appSecret } = options;
  const tell = tellIn(languageOf(process.env));
  if ((appKey === undefined) !== (appSecret === undefined)) throw usageError(tell(PAIR));
  const file = readAppsFile(options.data);
  const credential = newCredential();
  const called = { ...(appKey === undefined ? {} : { appKey }), ...(appSecret === undefined ? {} : { appSecret }) };
  const next = withApp(file.apps, { name, ownerKeys, credential, ...called }, tell);
  warnAboutEnvironment(tell);
  const [only, ...others] = file.apps;
  if (only !== undefined && others.length === 0 && only.name !== 'default') printError(pc.yellow(tell(MOVED(only))));
  finish(options, { tell, name, credential, done: both('added', '已添加'), file, next });
}

const PAIR = both('Say --app-key and --app-secret, or neither.', '--app-key 与 --app-secret 需同时给出。');

/** With one app, `/v1/dingtalk` is that app's, whatever it is called. */
const MOVED = ({ name }: JsonObject) =>
  both(
    `With several apps /v1/dingtalk is that of the one called default: "${String(name)}" answers at ${pathOf(String(name))} alone from now on.`,
    `有多个应用时 /v1/dingtalk 只属于名为 default 的应用：“${String(name)}”此后仅在 ${pathOf(String(name))} 应答。`,
  );

async function rotate(
  name: string,
  options: FileOptions & { readonly finish?: boolean; readonly yes?: boolean; readonly force?: boolean },
): Promise<void> {
  const tell = tellIn(languageOf(process.env));
  if (options.force && !options.finish) throw usageError(tell(FORCE_ALONE));
  const file = readAppsFile(options.data);
  warnAboutEnvironment(tell);
  if (options.finish) {
    const next = withRotationFinished(file.apps, name, tell);
    const app = file.apps.find((one) => one.name === name);
    if (app && !options.force) await checkOldIsUnused({ data: options.data, app, tell, json: options.json });
    if (!options.yes && !options.dryRun) await confirm(tell(ASK(name)));
    finish(options, { tell, name, done: both('finished', '已完成'), file, next });
    return;
  }
  const credential = newCredential();
  const next = withRotation(file.apps, name, credential, tell);
  finish(options, { tell, name, credential, done: both('rotating', '轮换中'), file, next });
}

const FORCE_ALONE = both('--force goes with --finish.', '--force 需与 --finish 一起使用。');

const ASK = (name: string) =>
  both(
    `Forget the old token and AES key of "${name}"? If DingTalk still has them, the hub refuses its events from then on.`,
    `删除“${name}”的旧 token 与 aes_key？若钉钉仍在使用，此后的推送会被拒绝。`,
  );

function newCredential(): PlainCredential {
  return { token: randomText(32), aesKey: randomText(43) };
}

/** Writes, then prints what was made: once. */
function finish(
  options: FileOptions,
  change: {
    readonly tell: Tell;
    readonly name: string;
    readonly credential?: PlainCredential;
    readonly done: { readonly en: string; readonly zh: string };
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
    print(tell(ONCE));
  }
  print(tell(RESTART));
}

const ONCE = both('They are kept in apps.json and not shown again.', '凭据保存在 apps.json 中，之后不再显示。');
const RESTART = both('A running hub knows of it once it is restarted.', '正在运行的 dinghub 需重启后生效。');

function warnAboutEnvironment(tell: Tell): void {
  const { DINGTALK_APPS, DINGTALK_TOKEN, DINGTALK_AES_KEY } = process.env;
  if (DINGTALK_APPS || DINGTALK_TOKEN || DINGTALK_AES_KEY) printError(pc.yellow(tell(NOT_READ)));
}

const NOT_READ = both(
  'The environment names the apps (DINGTALK_APPS or DINGTALK_TOKEN …): a hub with this environment does not read apps.json.',
  '环境变量中已配置应用（DINGTALK_APPS 或 DINGTALK_TOKEN 等）：以此环境运行的 dinghub 不读取 apps.json。',
);
