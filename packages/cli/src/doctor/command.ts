import { resolve } from 'node:path';
import type { Command } from 'commander';
import { urlOfRunningHub } from '../api/running-hub';
import { type ConfiguredApp, chooseApp } from '../dingtalk/configured-apps';
import { type AppOptions, callbackUrlOf } from '../dingtalk/registration-options';
import { EXIT_FAILED } from '../failure';
import { languageOf } from '../language';
import { lookAtApps } from '../sightings/look';
import { jsonLine, print, printProgress } from '../terminal';
import { both, type Told, tellIn } from '../told';
import { type Finding, findingJson, findingLine, ofApp, warning } from './check';
import { checkConfiguration, checkCredentials } from './configuration';
import { checkDingTalk, type DingTalkFindings } from './dingtalk';
import { checkOwnerKeys } from './owner-keys';
import { checkRefusedKey } from './refused-key';
import { checkRotation } from './rotation';
import { checkStore } from './store';
import { calling, checkCallback, checkClock, checkUrlReachable } from './url';

interface DoctorOptions extends AppOptions {
  readonly url?: string;
}

/** `dinghub doctor` */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Say why a callback does not work: one line each, ok, warning or failure, and the next step')
    .option(
      '--url <url>',
      'the hub’s public address; else what DingTalk has registered, else where the hub of the data folder runs',
    )
    .option('--app <name>', 'the app, when there are several')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Looks at the configuration (names, never values), token and AES key, owner keys, the store of the data folder, which owner key was
refused last and whether old credentials are still in use (as that store has it), what waits on the failed list (without asking
DingTalk for it), the clock, the URL, a signed check_url through it, and what DingTalk has registered (with AppKey and AppSecret).
Changes nothing. Exit code: 0 without a failure, 1 with one.

Examples:
  $ dinghub doctor --url https://hub.example.com
  $ dinghub doctor --url https://hub.example.com/v1/dingtalk/hr --app hr --json`,
    )
    .action(doctor);
}

async function doctor(options: DoctorOptions): Promise<void> {
  const { env } = process;
  const language = languageOf(env);
  const tell = tellIn(language);
  const findings: Finding[] = [];
  const found = (more: readonly Finding[]) => {
    findings.push(...more);
    if (!options.json) for (const finding of more) print(findingLine(finding, language));
  };
  const progress = (text: Told) => {
    if (!options.json) printProgress(tell(text));
  };
  const given = options.url === undefined ? undefined : callbackUrlOf(options.url, options.app);

  const { configured, findings: ofConfiguration } = checkConfiguration(options.data, env);
  const apps = configured?.apps ?? [];
  const looked = options.app === undefined || configured === undefined ? apps : [chooseApp(apps, options.app)];
  found(ofConfiguration);
  for (const app of looked) found(checkCredentials(app));
  found(await checkStore(options.data, configured));

  const meant = appMeant(looked, given);
  const atDingTalk = new Map<ConfiguredApp, DingTalkFindings>();
  for (const app of looked)
    atDingTalk.set(app, await checkDingTalk(app, env, app === meant ? given : undefined, progress));
  const now = Date.now();
  const looks = await lookAtApps(options.data, looked, now);
  const inFile = configured?.origin.some(({ from }) => from !== 'environment') ?? false;
  for (const app of looked) {
    found(checkOwnerKeys(app, atDingTalk.get(app)?.registered));
    found(checkRefusedKey(app, looks.kind === 'seen' ? looks.of.get(app.name) : undefined, now));
    found(checkRotation(app, looks, now, inFile));
  }
  for (const { findings: ofDingTalk } of atDingTalk.values()) found(ofDingTalk);

  let ofHub: number | undefined;
  for (const { url, app } of addressesOf({ options, given, meant, atDingTalk })) {
    if (url !== undefined) progress(calling(url));
    const foundThere = (more: readonly Finding[]) =>
      found(apps.length > 1 && app ? more.map((finding) => ofApp(app, finding)) : more);
    if (url === undefined) found([warning('url', NO_HUB(options.data), START)]);
    else ofHub = (await checkAddress(url, app, foundThere)).skewMs ?? ofHub;
  }
  const [ofDingTalk] = [...atDingTalk.values()].flatMap(({ skewMs }) => skewMs ?? []);
  if (ofHub !== undefined) found([checkClock(ofHub, 'hub')]);
  if (ofDingTalk !== undefined) found([checkClock(ofDingTalk, 'dingtalk')]);

  const isOk = findings.every(({ status }) => status !== 'failure');
  if (!isOk) process.exitCode = EXIT_FAILED;
  if (options.json) print(jsonLine({ ok: isOk, checks: findings.map((finding) => findingJson(finding, tell)) }));
}

/** The app that the command is about: the only one, the one that a given URL ends in, or the one called `default`. */
function appMeant(looked: readonly ConfiguredApp[], given: string | undefined): ConfiguredApp | undefined {
  if (looked.length === 1) return looked[0];
  const path = given === undefined ? '' : new URL(given).pathname;
  const named = looked.find(({ name }) => path.endsWith(`/v1/dingtalk/${encodeURIComponent(name)}`));
  return named ?? looked.find(({ name }) => name === 'default');
}

/** What to check: the URL that was given; else what is registered, app by app; else where a hub runs on this machine. */
function addressesOf(about: {
  readonly options: DoctorOptions;
  readonly given: string | undefined;
  readonly meant: ConfiguredApp | undefined;
  readonly atDingTalk: ReadonlyMap<ConfiguredApp, DingTalkFindings>;
}): readonly { readonly url?: string | undefined; readonly app: ConfiguredApp | undefined }[] {
  const { options, given, meant, atDingTalk } = about;
  if (given !== undefined) return [{ url: given, app: meant }];
  const registered = [...atDingTalk].flatMap(([app, { callback }]) => (callback ? [{ url: callback.url, app }] : []));
  if (registered.length > 0) return registered;
  const local = urlOfRunningHub(options.data);
  return [{ url: local && callbackUrlOf(local, options.app), app: meant }];
}

async function checkAddress(
  url: string,
  app: ConfiguredApp | undefined,
  found: (more: readonly Finding[]) => void,
): Promise<{ readonly skewMs?: number }> {
  if (!URL.canParse(url)) {
    found([warning('url', both('not checked', '未检查'), both('say --url https://…', '请加上 --url https://…'))]);
    return {};
  }
  const { findings, skewMs } = await checkUrlReachable(url);
  found(findings);
  const [first] = findings;
  // What a GET could not reach, or was led elsewhere, a POST would not either.
  if (app && first?.status !== 'failure') found(await checkCallback(url, app));
  return skewMs === undefined ? {} : { skewMs };
}

const NO_HUB = (data: string) =>
  both(`not checked: no hub runs on ${resolve(data)}`, `未检查：数据目录 ${resolve(data)} 没有正在运行的 dinghub`);
const START = both(
  'start the hub; one elsewhere is named with --url https://…',
  '请启动 dinghub，或用 --url https://… 指定其他 dinghub',
);
