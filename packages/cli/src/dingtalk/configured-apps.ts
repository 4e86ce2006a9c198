import { existsSync } from 'node:fs';
import { type Environment, isJsonObject, type JsonObject } from '@dinghub/core';
import { aboutOneApp, appsFile, loadLocalConfig, readIfThere } from '@dinghub/local-adapter/files';
import { CliError, usageError } from '../failure';
import { languageOf, MISSING_TEXTS } from '../language';
import { tellHere } from '../told';
import { noSuchAppText, severalAppsText } from './app-texts';

/** A token and an AES key, as they are pasted into DingTalk. */
export interface PlainCredential {
  readonly token: string;
  readonly aesKey: string;
}

/** An app as the hub has it, its keys as text. */
export interface ConfiguredApp {
  readonly name: string;
  /** The one to give to DingTalk first; the others are on their way out. */
  readonly credentials: readonly PlainCredential[];
  readonly ownerKeys: readonly string[];
  readonly appKey?: string;
  readonly appSecret?: string;
  /**
   * True while a hub on `apps.json` keeps the next owner key that comes with these credentials: no probe may bring it one. A hub
   * that has owner keys in its environment does not, but that is not known here.
   */
  readonly learnsOwnerKey: boolean;
  /** The variables of this environment that say something of it. The hub may have others. */
  readonly variables: readonly string[];
}

/** The configuration that a hub on this machine would have, and where it is from. */
export interface Configured {
  readonly apps: readonly ConfiguredApp[];
  readonly retentionDays: number;
  /** Which fields, and from where; no values. */
  readonly origin: readonly { readonly from: string; readonly fields: readonly string[] }[];
  /** The file that the environment goes before, wholly or for some fields; undefined where it does not. */
  readonly changedFile?: string;
}

const SINGLE = ['DINGTALK_TOKEN', 'DINGTALK_AES_KEY', 'DINGTALK_OWNER_KEY', 'DINGTALK_APP_KEY', 'DINGTALK_APP_SECRET'];

/**
 * Reads the apps from the same places as the hub: the environment, else `apps.json` in the data folder. Creates nothing.
 * @throws ConfigError with every problem; CliError when there are no credentials
 */
export function readConfigured(data: string, env: Environment): Configured {
  const file = appsFile(data);
  const fromEnvironment = Boolean(env.DINGTALK_APPS || env.DINGTALK_TOKEN || env.DINGTALK_AES_KEY);
  if (!fromEnvironment && !existsSync(file))
    throw new CliError(MISSING_TEXTS[languageOf(env)].credentials(data), undefined, 'no_credentials');
  const config = loadLocalConfig(data, env);
  const raw = rawApps(file, env);
  const given = [...SINGLE, 'DINGTALK_APPS'].filter((name) => env[name]);
  const about = fromEnvironment ? undefined : aboutOneApp(raw, env);
  const apps = config.apps.map((app, i): ConfiguredApp => {
    const own = raw[i] ?? {};
    return {
      name: app.name,
      credentials: plainCredentials(own),
      ownerKeys: app.ownerKeys,
      ...(app.appKey === undefined ? {} : { appKey: app.appKey }),
      ...(app.appSecret === undefined ? {} : { appSecret: app.appSecret }),
      learnsOwnerKey: own.learnOwnerKey === true,
      variables: about === undefined ? given : i === about.index ? about.names : [],
    };
  });
  return {
    apps,
    retentionDays: config.retentionDays,
    origin: originOf(fromEnvironment ? undefined : file, raw, given),
    ...(given.length > 0 && existsSync(file) ? { changedFile: file } : {}),
  };
}

/** True where a hub with this very environment would keep the next owner key that comes. */
export function stillLearns({ learnsOwnerKey, variables }: ConfiguredApp): boolean {
  return learnsOwnerKey && !variables.includes('DINGTALK_OWNER_KEY');
}

/**
 * The app that is meant: as the hub does, the only one or the one called `default`.
 * @throws CliError
 */
export function chooseApp(apps: readonly ConfiguredApp[], wanted: string | undefined): ConfiguredApp {
  const isOnly = wanted === undefined && apps.length === 1;
  const found = isOnly ? apps[0] : apps.find(({ name }) => name === (wanted ?? 'default'));
  if (found !== undefined) return found;
  const names = apps.map(({ name }) => name);
  throw usageError(tellHere(wanted === undefined ? severalAppsText(names) : noSuchAppText(wanted, names)));
}

/** The credentials of an app's own JSON, whichever way it has them. */
export function plainCredentials({ token, aesKey, credentials }: JsonObject): readonly PlainCredential[] {
  const list = Array.isArray(credentials) ? credentials : [{ token: token ?? '', aesKey: aesKey ?? '' }];
  return list.filter(isJsonObject).map((one) => ({ token: String(one.token), aesKey: String(one.aesKey) }));
}

function rawApps(file: string, env: Environment): readonly JsonObject[] {
  if (env.DINGTALK_APPS) return objectsIn(env.DINGTALK_APPS);
  if (env.DINGTALK_TOKEN || env.DINGTALK_AES_KEY)
    return [{ token: env.DINGTALK_TOKEN ?? '', aesKey: env.DINGTALK_AES_KEY ?? '' }];
  return objectsIn(readIfThere(file) ?? '[]');
}

/** Of a text that has been checked. */
function objectsIn(text: string): readonly JsonObject[] {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function originOf(
  file: string | undefined,
  raw: readonly JsonObject[],
  given: readonly string[],
): Configured['origin'] {
  const inFile = [...new Set(raw.flatMap((app) => Object.keys(app)))];
  return [
    ...(file === undefined ? [] : [{ from: file, fields: inFile }]),
    ...(given.length === 0 ? [] : [{ from: 'environment', fields: given }]),
  ];
}
