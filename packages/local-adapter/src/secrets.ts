import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type App, ConfigError, type Environment, type HubConfig, isJsonObject, type JsonObject } from '@dinghub/core';
import { PLACEHOLDER_SUITE_KEY, SIMULATOR_OWNER_KEY } from '@dinghub/core/sightings';
import { createFolder } from './data-folder';
import { parseEnvironment } from './environment';
import { readIfThere, replaceFile } from './text-file';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** One app as the file keeps it: an entry of `DINGTALK_APPS` and whether it still learns its owner key (`learnOwnerKey`). */
type SavedApp = JsonObject;

/** The configuration of a local hub, whose apps may be its own. */
export interface LocalConfig extends HubConfig {
  /** Credentials that were made up just now. They are not kept yet. */
  readonly created?: { readonly token: string; readonly aesKey: string };
  /** Keeps what was made up; does nothing where nothing was. To be called when the hub is sure to run. */
  keepCreated(): void;
}

/** Random letters and digits, as DingTalk's console accepts them for a token (3 to 32) and an AES key (43). */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** The file that holds a local hub's generated credentials. */
export function appsFile(dataFolder: string): string {
  return join(dataFolder, 'apps.json');
}

/**
 * The configuration that the environment gives; where it names no app, the apps are those of `apps.json` in the data folder, and
 * without that a new one. A fresh hub cannot know the AppKey of the app that its token and AES key are pasted into: the first
 * owner key that comes in an envelope sealed with them is kept, and no other after it.
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
      if (existsSync(file)) throw new ConfigError([`${file}: another hub has just created it. Start again.`]);
      save(file, saved);
    },
  };
}

function withSavedApps(file: string, saved: readonly unknown[], env: Environment): HubConfig {
  const { DINGTALK_OWNER_KEY, DINGTALK_APP_KEY, DINGTALK_APP_SECRET, ...others } = env;
  const entries = saved.map((entry) => {
    if (!isJsonObject(entry)) return entry;
    const { learnOwnerKey: _, ...app } = entry;
    return app;
  });
  const config = parseNaming(file, { ...others, DINGTALK_APPS: JSON.stringify(entries) });
  const given = (DINGTALK_OWNER_KEY || DINGTALK_APP_KEY || '').split(',').flatMap((key) => key.trim() || []);
  const apps = config.apps.map((app, i) => {
    const called = {
      ...app,
      ...(DINGTALK_APP_KEY ? { appKey: DINGTALK_APP_KEY } : {}),
      ...(DINGTALK_APP_SECRET ? { appSecret: DINGTALK_APP_SECRET } : {}),
    };
    if (given.length > 0) return { ...called, ownerKeys: [...given, SIMULATOR_OWNER_KEY] };
    const own = saved as readonly SavedApp[];
    return own[i]?.learnOwnerKey === true ? learning(called, file, i) : called;
  });
  return { ...config, apps };
}

/** The problems of the file by its own name, those of the environment by theirs. */
function parseNaming(file: string, env: Environment): HubConfig {
  try {
    return parseEnvironment(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice = ' Mend the file, or move it away to create new credentials.';
    throw new ConfigError(
      error.problems.map((problem) => {
        const [, place] = /^DINGTALK_APPS(.*)$/.exec(problem) ?? [];
        return place === undefined ? problem : `${file}${place}${place.startsWith(':') ? advice : ''}`;
      }),
    );
  }
}

/**
 * An app that keeps the first new owner key, in the file before it says yes. What the file says at that moment counts: another hub
 * on it may have learnt a key meanwhile, and then that is the one. What DingTalk says in place of a suiteKey until there is one is
 * accepted, but not kept: the suiteKey is still to come.
 */
function learning<A extends App>(app: A, file: string, index: number): A {
  const ownerKeys = [...app.ownerKeys];
  let open = true;
  return {
    ...app,
    ownerKeys,
    learnOwnerKey: (ownerKey: string) => {
      if (!open || ownerKey.trim() !== ownerKey) return false;
      const saved = readSaved(readIfThere(file) ?? '').filter(isJsonObject);
      const { learnOwnerKey, ...entry } = saved[index] ?? {};
      if (learnOwnerKey === true && ownerKey === PLACEHOLDER_SUITE_KEY) return true;
      if (learnOwnerKey === true) {
        const learnt = { ...entry, ownerKeys: [...ownerKeys, ownerKey] };
        save(
          file,
          saved.map((other, i) => (i === index ? learnt : other)),
        );
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

function save(file: string, apps: readonly SavedApp[]): void {
  createFolder(dirname(file));
  replaceFile(file, `${JSON.stringify(apps, null, 2)}\n`);
}
