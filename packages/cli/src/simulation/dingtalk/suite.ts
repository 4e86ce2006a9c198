import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@dinghub/core';
import { CliError } from '../../failure';
import { DEFAULT_FOLDER } from '../../next-command';
import { printable } from '../../terminal';
import { both, type Tell, type Told } from '../../told';
import type { Control, SimulatedApp } from './control';
import { report } from './outcome';
import { type PlayOptions, stageFor } from './stage';
import { appOfSuite } from './suite-app';

/** Has the third-party application be sent something, and says what came of it. */
export async function sendToSuite(command: JsonObject, options: PlayOptions): Promise<void> {
  const { control, tell } = stageFor(options);
  const { appKey } = await playedSuite(control, tell);
  const kept = command.action === 'sync' ? failRecords(appKey) : undefined;
  report([await control.suite({ app: appKey, ...command })], command, { ...options, tell, ...(kept && { kept }) });
}

/** `dinghub simulate dingtalk sync`: rows of an organisation, which has to have authorised the application. */
export async function sync(
  type: string,
  options: PlayOptions & { readonly corp?: string; readonly count: number },
): Promise<void> {
  const { control, tell } = stageFor(options);
  const { corpId: own, organisations = [] } = await playedSuite(control, tell);
  const corpId = options.corp ?? own;
  if (!organisations.includes(corpId)) throw new CliError(tell(notAuthorised(corpId, organisations)));
  const rows = Array.from({ length: options.count }, () => rowOf(type, corpId));
  await sendToSuite({ action: 'sync', priority: 'MEDIUM', rows }, options);
}

/** The kinds of rows (`biz_type`) of what changes most; all else is told as of a user. */
const [USER, DEPARTMENT] = [13, 14];

function rowOf(syncAction: string, corpId: string): JsonObject {
  const id = randomBytes(4);
  const row = /^org_dept_/.test(syncAction)
    ? { bizType: DEPARTMENT, bizId: String(id.readUInt32BE()) }
    : { bizType: USER, bizId: `user${id.toString('hex')}` };
  return { ...row, corpId, data: { syncAction } };
}

async function playedSuite(control: Control, tell: Tell): Promise<SimulatedApp> {
  const suite = (await control.apps()).find(({ organisations }) => organisations !== undefined);
  if (suite === undefined) throw new CliError(tell(NO_SUITE));
  return suite;
}

/** Reconcile looks into the same folder, unless it is told another. */
function failRecords(suiteKey: string): Told {
  const app = appOfSuite(suiteKey, DEFAULT_FOLDER, process.env);
  if (app !== undefined)
    return both(
      `DingTalk keeps what failed: \`dinghub dingtalk reconcile --app ${app}\` fetches it.`,
      `钉钉会保留失败记录：运行 \`dinghub dingtalk reconcile --app ${app}\` 可拉取。`,
    );
  return both(
    `DingTalk keeps what failed: \`dinghub dingtalk reconcile\` fetches it, with --data and --app for the hub’s app whose appKey is ${suiteKey}.`,
    `钉钉会保留失败记录：运行 \`dinghub dingtalk reconcile\`，并用 --data 和 --app 指定 appKey 为 ${suiteKey} 的应用，可拉取。`,
  );
}

const NO_SUITE = both(
  'This simulated DingTalk plays no third-party app: start it with --suite.',
  '该模拟器未模拟第三方应用：请以 --suite 启动。',
);

function notAuthorised(corpId: string, organisations: readonly string[]) {
  const [name, list] = [printable(corpId), organisations.map(printable).join(', ')];
  return both(
    `${name} has not authorised the app. Run \`dinghub simulate dingtalk authorise ${name}\` first, or name another with --corp: ${list || 'none has'}.`,
    `${name} 尚未授权该应用。请先运行 \`dinghub simulate dingtalk authorise ${name}\`，或用 --corp 指定其他组织：${list || '暂无'}。`,
  );
}
