import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { Environment } from '@dinghub/core';
import { isJsonObject } from '@dinghub/core';
import { fileFault } from '@dinghub/local-adapter/files';
import { CliError, usageError } from '../failure';
import { both, type Told, tellHere } from '../told';

/** A hub that has a name of the user's own. */
export interface Profile {
  readonly endpoint?: string;
  readonly token?: string;
}

/** Profiles by name. */
export type Profiles = ReadonlyMap<string, Profile>;

/** The file of the profiles: `$XDG_CONFIG_HOME/dinghub/profiles.json`, else in `~/.config`. */
export function profilesFile(env: Environment): string {
  // A relative path has to be ignored: XDG Base Directory Specification, "Basics".
  const configured = env.XDG_CONFIG_HOME ?? '';
  return join(isAbsolute(configured) ? configured : join(homedir(), '.config'), 'dinghub', 'profiles.json');
}

/** All profiles; none when there is no file. @throws CliError, StoreRejected, StoreUnavailable */
export function readProfiles(env: Environment): Profiles {
  const file = profilesFile(env);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw fileFault(file, error);
  }
  return parse(text, file);
}

/** One profile. @throws CliError when there is none of that name */
export function readProfile(name: string, env: Environment): Profile {
  const profiles = readProfiles(env);
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  const { en, zh } = noSuchProfile(name, [...profiles.keys()]);
  const make = `\`dinghub profiles set ${name} --endpoint <url>\``;
  throw usageError(tellHere(both(`${en} Make one with ${make}.`, `${zh}可用 ${make} 创建。`)));
}

/** Keeps the profiles, readable by their owner alone. @throws StoreRejected, StoreUnavailable */
export function writeProfiles(profiles: Profiles, env: Environment): void {
  const file = profilesFile(env);
  const draft = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(Object.fromEntries(profiles), null, 2)}\n`, { mode: 0o600 });
    chmodSync(draft, 0o600);
    // Beside and then renamed: a crash leaves the old file or the new one.
    renameSync(draft, file);
  } catch (error) {
    throw fileFault(file, error);
  }
}

/** Never quotes the text: it holds tokens. */
function parse(text: string, file: string): Profiles {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) {
      const entries = Object.entries(value).map(([name, profile]): [string, Profile] => {
        if (!isJsonObject(profile)) throw new TypeError(name);
        const { endpoint, token } = profile;
        return [
          name,
          { ...(typeof endpoint === 'string' ? { endpoint } : {}), ...(typeof token === 'string' ? { token } : {}) },
        ];
      });
      return new Map(entries);
    }
  } catch {
    // Reported below.
  }
  throw new CliError(tellHere(BROKEN(file)));
}

/** There is no profile of that name, and which there are. */
export function noSuchProfile(name: string, known: readonly string[]): Told {
  const [en, zh] =
    known.length === 0
      ? ['there is none yet', '目前还没有配置档']
      : [`there are: ${known.join(', ')}`, `现有：${known.join('、')}`];
  return both(`There is no profile "${name}"; ${en}.`, `没有配置档“${name}”；${zh}。`);
}

const BROKEN = (file: string) =>
  both(
    `${file} is not what dinghub wrote: expected {"<name>": {"endpoint", "token"}}. Mend or remove it.`,
    `${file} 的内容无效：应为 {"<name>": {"endpoint", "token"}}。请修正或删除该文件。`,
  );
