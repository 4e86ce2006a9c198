import type { JsonObject } from '@dinghub/core';
import { noSuchAppText } from '../dingtalk/app-texts';
import { type PlainCredential, plainCredentials } from '../dingtalk/configured-apps';
import { CliError, usageError } from '../failure';
import { both, type Tell } from '../told';

/** What an app calls DingTalk with. */
export interface CallingKeys {
  readonly appKey?: string;
  readonly appSecret?: string;
}

/** What a new app is made of. */
export interface NewApp extends CallingKeys {
  readonly name: string;
  readonly ownerKeys: readonly string[];
  readonly credential: PlainCredential;
}

/** Those of the keys that are given. */
export function callingKeys({ appKey, appSecret }: CallingKeys): CallingKeys {
  return { ...(appKey === undefined ? {} : { appKey }), ...(appSecret === undefined ? {} : { appSecret }) };
}

/** The apps with one more. @throws CliError */
export function withApp(
  apps: readonly JsonObject[],
  { credential, ...app }: NewApp,
  tell: Tell,
): readonly JsonObject[] {
  if (apps.some(({ name }) => name === app.name)) {
    const { name } = app;
    const says = both(
      `There is an app "${name}" already; new credentials for it: dinghub app rotate ${name}`,
      `应用“${name}”已存在；更换凭据请用：dinghub app rotate ${name}`,
    );
    throw usageError(tell(says));
  }
  const { name, ownerKeys } = app;
  return [...apps, { name, ...credential, ownerKeys: [...ownerKeys], ...callingKeys(app) }];
}

/** The apps, one of them with other keys. An app whose owner keys are named learns no more of them. @throws CliError */
export function withKeys(
  apps: readonly JsonObject[],
  name: string,
  keys: CallingKeys & { readonly ownerKeys?: readonly string[] },
  tell: Tell,
): readonly JsonObject[] {
  const { ownerKeys } = keys;
  return changed(apps, name, tell, ({ learnOwnerKey, ...app }) => ({
    ...app,
    ...callingKeys(keys),
    ...(ownerKeys === undefined
      ? learnOwnerKey === undefined
        ? {}
        : { learnOwnerKey }
      : { ownerKeys: [...ownerKeys] }),
  }));
}

/** The apps, one of them with a new credential before the one that it had. @throws CliError */
export function withRotation(
  apps: readonly JsonObject[],
  name: string,
  credential: PlainCredential,
  tell: Tell,
): readonly JsonObject[] {
  return changed(apps, name, tell, (app) => {
    const before = plainCredentials(app);
    if (before.length > 1) {
      const says = both(
        `"${name}" is rotating already: dinghub app rotate ${name} --finish ends that.`,
        `“${name}”正在轮换：请先执行 dinghub app rotate ${name} --finish。`,
      );
      throw usageError(tell(says));
    }
    return withCredentials(app, [credential, ...before]);
  });
}

/** The apps, one of them with its newest credential alone. @throws CliError */
export function withRotationFinished(apps: readonly JsonObject[], name: string, tell: Tell): readonly JsonObject[] {
  return changed(apps, name, tell, (app) => {
    const [newest, ...older] = plainCredentials(app);
    if (newest === undefined || older.length === 0) {
      throw usageError(tell(both(`"${name}" is not rotating.`, `“${name}”没有在轮换。`)));
    }
    return withCredentials(app, [newest]);
  });
}

/** The apps without one of them. @throws CliError */
export function without(apps: readonly JsonObject[], name: string, tell: Tell): readonly JsonObject[] {
  checkThereIs(apps, name, tell);
  return apps.filter((app) => app.name !== name);
}

function withCredentials(app: JsonObject, credentials: readonly PlainCredential[]): JsonObject {
  const { token: _, aesKey: _key, credentials: _before, ...rest } = app;
  const [only, ...more] = credentials;
  const own =
    only !== undefined && more.length === 0 ? { ...only } : { credentials: credentials.map((one) => ({ ...one })) };
  return { ...rest, ...own };
}

function changed(
  apps: readonly JsonObject[],
  name: string,
  tell: Tell,
  change: (app: JsonObject) => JsonObject,
): readonly JsonObject[] {
  checkThereIs(apps, name, tell);
  return apps.map((app) => (app.name === name ? change(app) : app));
}

function checkThereIs(apps: readonly JsonObject[], name: string, tell: Tell): void {
  if (apps.some((app) => app.name === name)) return;
  const names = apps.map((app) => String(app.name));
  throw new CliError(tell(noSuchAppText(name, names)));
}
