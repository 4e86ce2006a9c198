import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type App,
  ConfigError,
  type Environment,
  type HubConfig,
  isJsonObject,
  type JsonObject,
  StoreUnavailable,
} from '@dinghub/core';
import { PLACEHOLDER_SUITE_KEY, SIMULATOR_OWNER_KEY } from '@dinghub/core/sightings';
import { aboutOneApp, problemWith, withVariables } from './about-one-app';
import { createFolder } from './data-folder';
import { parseEnvironment } from './environment';
import { randomText } from './random-text';
import { readIfThere, replaceFile } from './text-file';

/** One app as the file keeps it: an entry of `DINGTALK_APPS` and whether it still learns its owner key (`learnOwnerKey`). */
type SavedApp = JsonObject;

/** The configuration of a local hub, whose apps may be its own. */
export interface LocalConfig extends HubConfig {
  /** Credentials that were made up just now. They are not kept yet. */
  readonly created?: { readonly token: string; readonly aesKey: string };
  /** Keeps what was made up; does nothing where nothing was. To be called when the hub is sure to run. */
  keepCreated(): void;
}

/** The file that holds a local hub's generated credentials. */
export function appsFile(dataFolder: string): string {
  return join(dataFolder, 'apps.json');
}

/**
 * The configuration that the environment gives; where it names no app, the apps are those of `apps.json` in the data folder, and
 * without that a new one. A fresh hub cannot know the AppKey of the app that its token and AES key are pasted into: the first
 * owner key that comes in an envelope sealed with them is kept, and no other after it. The variables of one app are about one of the
 * file's: `default`, or the only one.
 * @throws ConfigError with every problem, those of the file too; StoreUnavailable or StoreRejected if that cannot be read
 */
export function loadLocalConfig(dataFolder: string, env: Environment): LocalConfig {
  if (env.DINGTALK_APPS || env.DINGTALK_TOKEN || env.DINGTALK_AES_KEY) {
    return { ...parseEnvironment(env), keepCreated() {} };
  }
  const file = appsFile(dataFolder);
  const text = readIfThere(file);
  if (text !== undefined) return { ...withSavedApps(file, readSaved(text), env), keepCreated() {} };
  const created = { token: randomText(32), aesKey: randomText(43) };
  const saved = [{ name: 'default', ...created, ownerKeys: [SIMULATOR_OWNER_KEY], learnOwnerKey: true }];
  return {
    ...withSavedApps(file, saved, env),
    created,
    keepCreated() {
      if (!save(file, saved, () => !existsSync(file)))
        throw new ConfigError([`${file}: another hub has just created it. Start again.`]);
    },
  };
}

function withSavedApps(file: string, saved: readonly unknown[], env: Environment): HubConfig {
  const { DINGTALK_OWNER_KEY: _, DINGTALK_APP_KEY: _key, DINGTALK_APP_SECRET: _secret, ...others } = env;
  const entries = saved.map((entry) => {
    if (!isJsonObject(entry)) return entry;
    const { learnOwnerKey: _, ...app } = entry;
    return app;
  });
  const own = saved.filter(isJsonObject);
  const about = aboutOneApp(own, env);
  const unclear = problemWith(about, file, own);
  const known = unclear === undefined ? [] : [unclear];
  const config = parseNaming(file, { ...others, DINGTALK_APPS: JSON.stringify(entries) }, known);
  const apps = config.apps.map((app, i) => {
    const { app: changed, mayLearn } = i === about.index ? withVariables(app, env) : { app, mayLearn: true };
    return mayLearn && own[i]?.learnOwnerKey === true ? learning(changed, file) : changed;
  });
  return { ...config, apps };
}

/** The problems of the file by its own name, those of the environment by theirs, and those that are known already. */
function parseNaming(file: string, env: Environment, known: readonly string[]): HubConfig {
  const problems = [...known];
  try {
    const config = parseEnvironment(env);
    if (problems.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice = ' Mend the file, or move it away to create new credentials.';
    for (const problem of error.problems) {
      const [, place] = /^DINGTALK_APPS(.*)$/.exec(problem) ?? [];
      problems.push(place === undefined ? problem : `${file}${place}${place.startsWith(':') ? advice : ''}`);
    }
  }
  throw new ConfigError(problems);
}

/**
 * An app that keeps the first new owner key, in the file before it says yes. What the file says at that moment counts: another hub
 * on it may have learnt a key meanwhile, and then that is the one. What DingTalk says in place of a suiteKey until there is one is
 * accepted, but not kept: the suiteKey is still to come.
 */
function learning<A extends App>(app: A, file: string): A {
  const ownerKeys = [...app.ownerKeys];
  let open = true;
  return {
    ...app,
    ownerKeys,
    learnOwnerKey: (ownerKey: string) => {
      if (!open || ownerKey.trim() !== ownerKey) return false;
      const text = readIfThere(file);
      const saved = readSaved(text ?? '').filter(isJsonObject);
      // By its name: other apps may have been added or removed meanwhile.
      const { learnOwnerKey, ...entry } = saved.find(({ name }) => name === app.name) ?? {};
      if (learnOwnerKey === true && ownerKey === PLACEHOLDER_SUITE_KEY) return true;
      if (learnOwnerKey === true) {
        // The file's own keys: what the environment adds is for as long as it says so.
        const own = Array.isArray(entry.ownerKeys) ? (entry.ownerKeys as readonly string[]) : [];
        const learnt = { ...entry, ownerKeys: [...own, ownerKey] };
        const next = saved.map((other) => (other.name === app.name ? learnt : other));
        if (!save(file, next, () => readIfThere(file) === text))
          throw new StoreUnavailable(`Somebody else has just changed ${file}.`);
        ownerKeys.push(ownerKey);
      } else if (Array.isArray(entry.ownerKeys)) {
        ownerKeys.push(...(entry.ownerKeys as readonly string[]));
      }
      open = false;
      return ownerKeys.includes(ownerKey);
    },
  };
}

/** What the file lists; nothing, which is refused later, if it is no list. */
function readSaved(text: string): readonly unknown[] {
  try {
    const saved: unknown = JSON.parse(text);
    return Array.isArray(saved) ? saved : [];
  } catch {
    return [];
  }
}

/** False when another process has been faster. */
function save(file: string, apps: readonly SavedApp[], isWanted: () => boolean): boolean {
  createFolder(dirname(file));
  return replaceFile(file, `${JSON.stringify(apps, null, 2)}\n`, isWanted) === 'replaced';
}
