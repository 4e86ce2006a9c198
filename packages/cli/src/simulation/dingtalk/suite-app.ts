import type { Environment } from '@dinghub/core';
import { ownerKeyKind } from '@dinghub/core/sightings';
import type { DingTalkApp } from '@dinghub/simulator';
import { type ConfiguredApp, chooseApp, readConfigured } from '../../dingtalk/configured-apps';
import { folderFlag } from '../../next-command';
import { both, type Told } from '../../told';
import { SIMULATED, suiteOwnerKeys } from './identities';

/**
 * What to say where the hub's app refuses what a third-party app is sent, or would keep the invented suiteKey as its own; undefined
 * where it accepts it, and where its configuration is not known.
 */
export function suiteAppAdvice(
  suite: DingTalkApp,
  hub: { readonly data: string; readonly app?: string },
  env: Environment,
): Told | undefined {
  const app = appOf(hub, env);
  const missing = suiteOwnerKeys(suite).filter((key) => !app?.ownerKeys.includes(key));
  if (app === undefined || missing.length === 0) return undefined;
  const { name, ownerKeys, learnsOwnerKey } = app;
  const isOfASuite = ownerKeys.every((key) => ownerKeyKind(key) === 'suite_key');
  const target = isOfASuite ? `app set ${name}` : 'app add --name suite';
  const command = `dinghub ${target}${flagsOf(suite)}${folderFlag(hub.data)}`;
  const again = isOfASuite
    ? both('', '')
    : both(', and here --suite --app suite', '，并在此处使用 --suite --app suite');
  const keys = missing.join(', ');
  const says = learnsOwnerKey
    ? both(
        `The hub’s app "${name}" keeps the first owner key that comes: that would be this simulator’s.`,
        `dinghub 的应用“${name}”会记住最先到达的 owner key，也就是本模拟器的。`,
      )
    : both(
        `The hub’s app "${name}" does not accept ${keys} yet: it refuses what the suite is sent.`,
        `dinghub 的应用“${name}”尚未接受 ${keys}：发给套件的内容会被拒绝。`,
      );
  return both(
    `${says.en} Run \`${command}\`, restart the hub${again.en}.`,
    `${says.zh}请运行 \`${command}\`，重启 dinghub${again.zh}。`,
  );
}

function flagsOf(suite: DingTalkApp): string {
  const { appKey, appSecret } = suite;
  const keys = suiteOwnerKeys(suite)
    .map((key) => ` --owner-key ${key}`)
    .join('');
  // A secret that somebody brought along is not shown.
  const secret = appSecret === SIMULATED.suiteSecret ? appSecret : '@secret.txt';
  return `${keys} --app-key ${appKey} --app-secret ${secret}`;
}

function appOf({ data, app }: { readonly data: string; readonly app?: string }, env: Environment) {
  return ifConfigured(data, env, (apps) => chooseApp(apps, app));
}

/** The name of the hub's app that calls DingTalk as this third-party application; undefined where that is not known. */
export function appOfSuite(suiteKey: string, data: string, env: Environment): string | undefined {
  return ifConfigured(data, env, (apps) => apps.find(({ appKey }) => appKey === suiteKey)?.name);
}

function ifConfigured<T>(data: string, env: Environment, choose: (apps: readonly ConfiguredApp[]) => T): T | undefined {
  try {
    return choose(readConfigured(data, env).apps);
  } catch {
    // What is wrong with a configuration is for the hub to say.
    return undefined;
  }
}
