import { randomInt } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, ConfigError, type Environment, parseConfig } from '@dinghub/core';

/** What a generated app is called by the simulator: an owner key that no DingTalk app has. */
const SIMULATOR_OWNER_KEY = 'dinghub-simulator';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** One app as the file keeps it: an entry of `DINGTALK_APPS` and whether it still learns its owner key. */
interface SavedApp {
  readonly name: string;
  readonly token: string;
  readonly aesKey: string;
  readonly ownerKeys: readonly string[];
  readonly learnOwnerKey?: boolean;
}

/** The apps of a local hub, and the credentials if they were generated just now. */
export interface LocalApps {
  readonly apps: readonly App[];
  readonly created?: { readonly token: string; readonly aesKey: string };
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
 * The apps of the environment; where it names none, those of `apps.json` in the data folder, which is created on first use with
 * a new token and AES key (mode 0600). A fresh hub cannot know the AppKey of the app that these are pasted into: the first
 * owner key that comes in an envelope sealed with them is kept, and no other after it.
 * @throws {@link ConfigError}
 */
export function loadLocalApps(dataFolder: string, env: Environment): LocalApps {
  if (env.DINGTALK_APPS || env.DINGTALK_TOKEN || env.DINGTALK_AES_KEY) return { apps: parseConfig(env).apps };
  const file = appsFile(dataFolder);
  const saved = readSaved(file);
  if (saved !== undefined) return { apps: toApps(file, saved, env) };
  const created = { token: randomText(32), aesKey: randomText(43) };
  const first: SavedApp = { name: 'default', ...created, ownerKeys: [SIMULATOR_OWNER_KEY], learnOwnerKey: true };
  save(file, dataFolder, [first]);
  return { apps: toApps(file, [first], env), created };
}

function toApps(file: string, saved: readonly SavedApp[], env: Environment): readonly App[] {
  const DINGTALK_APPS = JSON.stringify(saved.map(({ learnOwnerKey: _, ...app }) => app));
  const { apps } = parseConfig({ DINGTALK_APPS });
  const given = (env.DINGTALK_OWNER_KEY || env.DINGTALK_APP_KEY || '').split(',').flatMap((key) => key.trim() || []);
  if (given.length > 0) return apps.map((app) => ({ ...app, ownerKeys: [...given, SIMULATOR_OWNER_KEY] }));
  return apps.map((app, i) => (saved[i]?.learnOwnerKey ? learning(app, file, saved, i) : app));
}

/** An app that keeps the first new owner key, in the file before it says yes. */
function learning(app: App, file: string, saved: readonly SavedApp[], index: number): App {
  const ownerKeys = [...app.ownerKeys];
  let open = true;
  return {
    ...app,
    ownerKeys,
    learnOwnerKey: (ownerKey) => {
      if (!open || ownerKey.trim() !== ownerKey) return false;
      const { learnOwnerKey: _, ...entry } = saved[index] ?? { name: app.name, token: '', aesKey: '' };
      const next = saved.map((other, i) => (i === index ? { ...entry, ownerKeys: [...ownerKeys, ownerKey] } : other));
      save(file, join(file, '..'), next as readonly SavedApp[]);
      ownerKeys.push(ownerKey);
      open = false;
      return true;
    },
  };
}

function readSaved(file: string): readonly SavedApp[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const saved: unknown = JSON.parse(text);
    if (Array.isArray(saved)) return saved as readonly SavedApp[];
  } catch {
    // Reported below.
  }
  throw new ConfigError([
    `${file}: expected a JSON array of apps. Mend it, or move it away to create new credentials.`,
  ]);
}

/** Writes beside and renames, so that a crash leaves the old file or the new one. */
function save(file: string, folder: string, apps: readonly SavedApp[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(apps, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
