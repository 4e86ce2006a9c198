import type { Environment, JsonObject } from '@dinghub/core';
import { SIMULATOR_OWNER_KEY } from '@dinghub/core/sightings';

/** What the environment can say about an app of `apps.json`. */
const NAMES = ['DINGTALK_OWNER_KEY', 'DINGTALK_APP_KEY', 'DINGTALK_APP_SECRET'] as const;

/** The variables about one app, and which of the apps that is. */
export interface AboutOneApp {
  /** Those that are set. */
  readonly names: readonly string[];
  /** Its place among the apps: the one called `default`, or the only one; undefined where neither is there. */
  readonly index: number | undefined;
}

/** Which app of `apps.json` the variables of one app are about: as for the path `/v1/dingtalk`, `default` or the only one. */
export function aboutOneApp(apps: readonly JsonObject[], env: Environment): AboutOneApp {
  const index = apps.length === 1 ? 0 : apps.findIndex(({ name }) => name === 'default');
  return { names: NAMES.filter((name) => env[name]), index: index < 0 ? undefined : index };
}

/** Why a hub does not start where such variables are about nobody it can tell; undefined where they are not. */
export function problemWith(
  { names, index }: AboutOneApp,
  file: string,
  apps: readonly JsonObject[],
): string | undefined {
  if (names.length === 0 || index !== undefined || apps.length === 0) return undefined;
  return `${names.join(', ')}: ${file} has several apps (${apps.map(({ name }) => String(name)).join(', ')}), and none is called default, so that it is not known which one is meant. Unset it, and give each app its own: dinghub app set <name> --owner-key … --app-key … --app-secret ….`;
}

/** An app of the file as its variables change it, and whether it still learns an owner key where it would without them. */
export function withVariables<A extends { readonly ownerKeys: readonly string[] }>(
  app: A,
  env: Environment,
): { readonly app: A; readonly mayLearn: boolean } {
  const { DINGTALK_OWNER_KEY, DINGTALK_APP_KEY, DINGTALK_APP_SECRET } = env;
  const given = (DINGTALK_OWNER_KEY || '').split(',').flatMap((key) => key.trim() || []);
  const mayLearn = given.length === 0;
  const keys = mayLearn ? [...app.ownerKeys, DINGTALK_APP_KEY?.trim() || []].flat() : [...given, SIMULATOR_OWNER_KEY];
  const changed = {
    ...app,
    ...(DINGTALK_APP_KEY ? { appKey: DINGTALK_APP_KEY } : {}),
    ...(DINGTALK_APP_SECRET ? { appSecret: DINGTALK_APP_SECRET } : {}),
    ownerKeys: [...new Set(keys)],
  };
  return { app: changed, mayLearn };
}
