import type { AesKey, App, Credential } from '../callback/app';
import { decodeAesKey } from '../crypto/aes-key';
import { isJsonObject, type JsonValue } from '../json';

/** What calls to DingTalk need, where they are configured. */
export interface AppConfig {
  readonly appKey?: string;
  readonly appSecret?: string;
}

type Fields = Readonly<Record<string, JsonValue | undefined>>;

const APP_FIELDS = ['name', 'token', 'aesKey', 'credentials', 'ownerKeys', 'appKey', 'appSecret'];
const CREDENTIAL_FIELDS = ['token', 'aesKey'];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Reads `DINGTALK_APPS`: `[{"name","token","aesKey","ownerKeys":[…]}]`, or `"credentials":[{"token","aesKey"},…]` while rotating. */
export function parseApps(text: string, problems: string[]): readonly (App & AppConfig)[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    list = undefined;
  }
  if (!Array.isArray(list) || list.length === 0) {
    problems.push('DINGTALK_APPS: expected a JSON array of apps, [{"name","token","aesKey","ownerKeys":["…"]}].');
    return [];
  }
  const apps = list.flatMap((fields: unknown, i) => {
    const at = `DINGTALK_APPS[${i}]`;
    if (!isJsonObject(fields)) {
      problems.push(`${at}: expected an object.`);
      return [];
    }
    refuseUnknown(fields, APP_FIELDS, at, problems);
    const app = parseApp(fields, (field) => `${at}.${field}`, problems);
    return app ? [app] : [];
  });
  for (const [i, app] of apps.entries()) {
    if (apps.findIndex(({ name }) => name === app.name) < i)
      problems.push(`DINGTALK_APPS: the name "${app.name}" is there twice.`);
  }
  return apps;
}

/** Checks one app. `nameOf` says what a field is called where the user wrote it. */
export function parseApp(
  fields: Fields,
  nameOf: (field: string) => string,
  problems: string[],
): (App & AppConfig) | undefined {
  const before = problems.length;
  const { name, ownerKeys, appKey, appSecret } = fields;
  if (typeof name !== 'string' || !NAME.test(name)) {
    problems.push(`${nameOf('name')}: expected 1 to 63 letters, digits, dots, dashes or underscores.`);
  }
  const credentials = readCredentials(fields, nameOf, problems);
  const owners = Array.isArray(ownerKeys) ? (ownerKeys as readonly unknown[]) : [];
  if (owners.length === 0 || !owners.every((key) => typeof key === 'string' && key.trim() === key && key !== '')) {
    problems.push(
      `${nameOf('ownerKeys')}: missing; it is the AppKey (console), the corpId (registered by API) or the suiteKey (third party).`,
    );
  }
  for (const [field, value] of Object.entries({ appKey, appSecret })) {
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      problems.push(`${nameOf(field)}: expected text.`);
  }
  if (problems.length > before) return undefined;
  return {
    name: name as string,
    credentials,
    ownerKeys: owners as readonly string[],
    ...(typeof appKey === 'string' ? { appKey } : {}),
    ...(typeof appSecret === 'string' ? { appSecret } : {}),
  };
}

function readCredentials(fields: Fields, nameOf: (field: string) => string, problems: string[]): readonly Credential[] {
  const { credentials } = fields;
  if (credentials === undefined) return readCredential(fields, nameOf, problems);
  if (fields.token !== undefined || fields.aesKey !== undefined) {
    problems.push(`${nameOf('credentials')}: set it or token and aesKey, not both.`);
  }
  if (!Array.isArray(credentials) || credentials.length === 0) {
    problems.push(`${nameOf('credentials')}: expected [{"token","aesKey"}, …].`);
    return [];
  }
  return credentials.flatMap((pair: unknown, i) => {
    const at = `${nameOf('credentials')}[${i}]`;
    if (!isJsonObject(pair)) {
      problems.push(`${at}: expected an object.`);
      return [];
    }
    refuseUnknown(pair, CREDENTIAL_FIELDS, at, problems);
    return readCredential(pair, (field) => `${at}.${field}`, problems);
  });
}

function readCredential(fields: Fields, nameOf: (field: string) => string, problems: string[]): readonly Credential[] {
  const { token, aesKey } = fields;
  const tokenOk = typeof token === 'string' && /^\S{1,64}$/.test(token);
  if (!tokenOk)
    problems.push(`${nameOf('token')}: ${token ? 'expected up to 64 characters without spaces' : 'missing'}.`);
  let key: AesKey | undefined;
  try {
    if (typeof aesKey === 'string') key = decodeAesKey(aesKey);
  } catch {
    // Reported below, by its name.
  }
  if (key === undefined) {
    problems.push(`${nameOf('aesKey')}: ${aesKey ? 'expected exactly 43 letters and digits' : 'missing'}.`);
  }
  return tokenOk && key ? [{ token, aesKey: key }] : [];
}

function refuseUnknown(fields: object, known: readonly string[], at: string, problems: string[]): void {
  for (const field of Object.keys(fields)) {
    if (!known.includes(field)) problems.push(`${at}.${field}: unknown; known are ${known.join(', ')}.`);
  }
}
