import { appsFile, readIfThere } from '@dinghub/local-adapter/files';
import type { WireKeys } from '@dinghub/simulator';
import { noSuchAppText, severalAppsText } from '../dingtalk/app-texts';
import { CliError, usageError } from '../failure';
import { languageOf, MISSING_TEXTS } from '../language';
import { both, tellHere } from '../told';

interface SavedApp {
  readonly name?: string;
  readonly token?: string;
  readonly aesKey?: string;
  readonly ownerKeys?: readonly string[];
  readonly credentials?: readonly { readonly token: string; readonly aesKey: string }[];
}

/**
 * The keys of the app to play, from the same places where the hub finds them. While an app rotates, its old credentials: an event
 * that comes with the new ones is a sign that DingTalk has them, and that is not for a simulator to give.
 * @param app its name; else it is the only app, or the one called `default`
 * @throws CliError
 */
export function readAppKeys(options: { readonly data: string; readonly app?: string }): WireKeys {
  const app = choose(readApps(options.data), options.app);
  const { token, aesKey } = app.credentials?.at(-1) ?? app;
  const ownerKey = app.ownerKeys?.[0]?.trim();
  if (!token || aesKey?.length !== 43 || !ownerKey) throw new CliError(tellHere(INCOMPLETE));
  return { token, aesKey, ownerKey };
}

/** As the hub does: `/v1/dingtalk` is the only app’s, or that of the one called `default`. */
function choose(apps: readonly SavedApp[], wanted: string | undefined): SavedApp {
  const found =
    wanted === undefined && apps.length === 1 ? apps[0] : apps.find(({ name }) => name === (wanted ?? 'default'));
  if (found !== undefined) return found;
  const names = apps.map(({ name }) => name ?? '');
  throw usageError(tellHere(wanted === undefined ? severalAppsText(names) : noSuchAppText(wanted, names)));
}

function readApps(data: string): readonly SavedApp[] {
  const { DINGTALK_APPS, DINGTALK_TOKEN, DINGTALK_AES_KEY, DINGTALK_OWNER_KEY, DINGTALK_APP_KEY } = process.env;
  if (DINGTALK_APPS) return parseApps(DINGTALK_APPS, 'DINGTALK_APPS');
  if (!DINGTALK_TOKEN) return savedApps(data);
  const ownerKeys = (DINGTALK_OWNER_KEY || DINGTALK_APP_KEY || '').split(',');
  return [{ name: 'default', token: DINGTALK_TOKEN, aesKey: DINGTALK_AES_KEY ?? '', ownerKeys }];
}

function savedApps(data: string): readonly SavedApp[] {
  const file = appsFile(data);
  const text = readIfThere(file);
  if (text === undefined) throw new CliError(MISSING_TEXTS[languageOf(process.env)].credentials(data));
  return parseApps(text, file);
}

function parseApps(text: string, where: string): readonly SavedApp[] {
  try {
    const apps: unknown = JSON.parse(text);
    const isList = Array.isArray(apps) && apps.length > 0;
    if (isList && apps.every((app) => typeof app === 'object' && app !== null)) return apps as readonly SavedApp[];
  } catch {
    // Reported below.
  }
  throw new CliError(tellHere(NO_LIST(where)));
}

const INCOMPLETE = both(
  'The app needs a token, an AES key of 43 characters and an owner key.',
  '该应用需要 token、43 位的 aes_key 和 owner key。',
);
const NO_LIST = (where: string) =>
  both(`${where} is not a JSON array of apps.`, `${where} 不是由应用组成的 JSON 数组。`);
