import type { AesKey, App, Credential } from '../callback/app';
import { decodeAesKey } from '../crypto/aes-key';
import { isJsonObject, type JsonValue } from '../json';

/** What calls to DingTalk need, where they are configured. */
export interface AppConfig {
  readonly appKey?: string;
  readonly appSecret?: string;
}

/** Says what is wrong with a field, by the name that the field has where the user wrote it; an empty one is the whole. */
export type Report = (field: string, problem: string) => void;

type Fields = Readonly<Record<string, JsonValue | undefined>>;

const APP_FIELDS = ['name', 'token', 'aesKey', 'credentials', 'ownerKeys', 'appKey', 'appSecret'];
const CREDENTIAL_FIELDS = ['token', 'aesKey'];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/**
 * Reads `DINGTALK_APPS`: `[{"name","token","aesKey","ownerKeys":[…]}]`, or `"credentials":[{"token","aesKey"},…]` while rotating.
 * What it gives is of use only when nothing was reported.
 */
export function parseApps(text: string, report: Report): readonly (App & AppConfig)[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    // Reported below.
  }
  const names = new Set<string>();
  return eachObject(list, '[{"name","token","aesKey","ownerKeys":["…"]}]', APP_FIELDS, report, (fields, within) => {
    const app = parseApp(fields, within);
    if (names.has(app.name)) within('name', 'there is an app of this name already.');
    names.add(app.name);
    return app;
  });
}

/** Checks one app. What it gives is of use only when nothing was reported. */
export function parseApp(fields: Fields, report: Report): App & AppConfig {
  const { name, ownerKeys, appKey, appSecret } = fields;
  if (typeof name !== 'string' || !NAME.test(name)) {
    report('name', 'expected 1 to 63 letters, digits, dots, dashes or underscores.');
  }
  const owners = Array.isArray(ownerKeys) ? (ownerKeys as readonly unknown[]) : [];
  if (owners.length === 0 || !owners.every((key) => typeof key === 'string' && key.trim() === key && key !== '')) {
    report(
      'ownerKeys',
      'missing; it is the AppKey (console), the corpId (registered by API) or the suiteKey (third party).',
    );
  }
  for (const [field, value] of Object.entries({ appKey, appSecret })) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) report(field, 'expected text.');
  }
  return {
    name: String(name),
    credentials: readCredentials(fields, report),
    ownerKeys: owners.map(String),
    ...(appKey === undefined ? {} : { appKey: String(appKey) }),
    ...(appSecret === undefined ? {} : { appSecret: String(appSecret) }),
  };
}

function readCredentials(fields: Fields, report: Report): readonly Credential[] {
  const { credentials, token, aesKey } = fields;
  if (credentials === undefined) return [readCredential(fields, report) ?? []].flat();
  if (token !== undefined || aesKey !== undefined) report('credentials', 'set it or token and aesKey, not both.');
  const within: Report = (field, problem) => report(`credentials${field}`, problem);
  return eachObject(credentials, '[{"token","aesKey"}, …]', CREDENTIAL_FIELDS, within, readCredential);
}

function readCredential({ token, aesKey }: Fields, report: Report): Credential | undefined {
  const tokenOk = typeof token === 'string' && /^\S{1,64}$/.test(token);
  if (!tokenOk) report('token', token ? 'expected up to 64 characters without spaces.' : 'missing.');
  let key: AesKey | undefined;
  try {
    if (typeof aesKey === 'string') key = decodeAesKey(aesKey);
  } catch {
    // Reported below, by its name.
  }
  if (key === undefined) report('aesKey', aesKey ? 'expected exactly 43 letters and digits.' : 'missing.');
  return tokenOk && key ? { token, aesKey: key } : undefined;
}

/** Reads every object of an array that must hold nothing else, and at least one. */
function eachObject<T>(
  list: unknown,
  shape: string,
  known: readonly string[],
  report: Report,
  read: (fields: Fields, report: Report) => T | undefined,
): readonly T[] {
  if (!Array.isArray(list) || list.length === 0) {
    report('', `expected a JSON array, ${shape}.`);
    return [];
  }
  return list.flatMap((fields: unknown, i) => {
    const within: Report = (field, problem) => report(`[${i}]${field && `.${field}`}`, problem);
    if (!isJsonObject(fields)) {
      within('', 'expected an object.');
      return [];
    }
    for (const field of Object.keys(fields)) {
      if (!known.includes(field)) within(field, `unknown; known are ${known.join(', ')}.`);
    }
    return read(fields, within) ?? [];
  });
}
