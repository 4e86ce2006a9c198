import type { AppConfig } from './apps';
import { checked, type Environment, type HubSettings, readApps, readSettings } from './config';

/** The apps that can call DingTalk, and nothing of what opens their callbacks. */
export interface CallersConfig extends HubSettings {
  readonly apps: readonly ({ readonly name: string } & Required<AppConfig>)[];
}

/**
 * Reads what calls to DingTalk need, for a function that does nothing else: the token and the AES key are not asked for.
 * @throws {@link ConfigError}, also where no app has an AppKey and an AppSecret
 */
export function parseCallers(env: Environment, alsoKnown: readonly string[] = []): CallersConfig {
  return checked(env, alsoKnown, (problems) => {
    const all = env.DINGTALK_APPS
      ? readApps(env, problems)
      : [
          {
            name: 'default',
            appKey: env.DINGTALK_APP_KEY || undefined,
            appSecret: env.DINGTALK_APP_SECRET || undefined,
          },
        ];
    const apps = all.flatMap(({ name, appKey, appSecret }) =>
      appKey === undefined || appSecret === undefined ? [] : [{ name, appKey, appSecret }],
    );
    if (apps.length === 0 && problems.length === 0) {
      problems.push(
        env.DINGTALK_APPS
          ? 'DINGTALK_APPS: no app has both appKey and appSecret, which calls to DingTalk need.'
          : 'DINGTALK_APP_KEY, DINGTALK_APP_SECRET: missing; calls to DingTalk need both.',
      );
    }
    return { apps, ...readSettings(env, problems) };
  });
}
