import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, isJsonObject, type JsonObject, parseApps } from '@dinghub/core';
import { appsFile, fileFault, readIfThere, replaceFile } from '@dinghub/local-adapter/files';
import { CliError } from '../failure';
import { both, tellHere } from '../told';

/** The apps of a data folder, as its file has them. */
export interface AppsFile {
  readonly path: string;
  /** Entries of `DINGTALK_APPS`, each with `learnOwnerKey` where the hub still learns it. */
  readonly apps: readonly JsonObject[];
  /** Finds out whether a hub would take others. @throws ConfigError */
  check(apps: readonly JsonObject[]): void;
  /**
   * Puts others in their place, checked; refuses when the file has changed since it was read. A crash leaves the old file or the
   * new one, readable by its owner alone, who stays the same.
   * @throws ConfigError, CliError, StoreUnavailable, StoreRejected
   */
  replace(apps: readonly JsonObject[]): void;
}

/**
 * Reads the file; without one there are no apps.
 * @throws ConfigError when it is not what a hub would read; StoreUnavailable, StoreRejected
 */
export function readAppsFile(data: string): AppsFile {
  const path = appsFile(data);
  const before = readIfThere(path);
  const apps = before === undefined ? [] : parse(path, before);
  return {
    path,
    apps,
    check: (next) => check(path, next),
    replace(next) {
      check(path, next);
      write(path, `${JSON.stringify(next, null, 2)}\n`, before);
    },
  };
}

function parse(path: string, text: string): readonly JsonObject[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    // Reported below.
  }
  if (!Array.isArray(list) || !list.every(isJsonObject)) throw new ConfigError([tellHere(NO_LIST(path))]);
  check(path, list);
  return list;
}

/** As the hub does when it starts. */
function check(path: string, apps: readonly JsonObject[]): void {
  if (apps.length === 0) return;
  const problems: string[] = [];
  const plain = apps.map(({ learnOwnerKey: _, ...app }) => app);
  parseApps(JSON.stringify(plain), (field, problem) => void problems.push(`${path}${field}: ${problem}`));
  if (problems.length > 0) throw new ConfigError(problems);
}

function write(path: string, text: string, before: string | undefined): void {
  createFolder(dirname(path));
  // A hub that learns its owner key writes the file too.
  if (replaceFile(path, text, () => readIfThere(path) === before) === 'given_up')
    throw new CliError(tellHere(CHANGED(path)));
}

/** Not those above it: a path that is not there at all is rather misspelt. */
function createFolder(folder: string): void {
  try {
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw fileFault(folder, error);
  }
}

const NO_LIST = (path: string) =>
  both(
    `${path}: expected a JSON array of apps. Mend the file, or move it away.`,
    `${path}：应为由应用组成的 JSON 数组。请更正该文件，或将其移走。`,
  );
const CHANGED = (path: string) =>
  both(`${path} has just been changed by another process; try again.`, `${path} 刚被另一个进程修改，请重试。`);
