import type { Environment } from '@dinghub/core';
import { noSuchAppText } from '../dingtalk/app-texts';
import { readConfigured } from '../dingtalk/configured-apps';
import { both, type Told } from '../told';
import { resolveTarget, type TargetOptions } from './target';

/**
 * That a hub has no app of that name, and which it has. Undefined where it has one, and where that is not known: of another hub than
 * that of the data folder, and of one whose apps are configured elsewhere.
 */
export function noSuchApp(options: TargetOptions, app: string, env: Environment): Told | undefined {
  const names = namesOf(options, env);
  if (names === undefined || names.includes(app)) return undefined;
  return noSuchAppText(app, names);
}

function namesOf(options: TargetOptions, env: Environment): readonly string[] | undefined {
  if (!resolveTarget(options, env).isFolders) return undefined;
  try {
    return readConfigured(options.data, env).apps.map(({ name }) => name);
  } catch {
    // What is wrong with a configuration is not this command's to say.
    return undefined;
  }
}

/** What to say in addition where there is nothing for an app. */
export const IS_APP_RIGHT = both('Is --app right?', '请检查 --app。');
