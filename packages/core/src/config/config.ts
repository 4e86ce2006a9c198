import type { App } from '../callback/app';
import { ConfigError } from '../errors';
import { type AppConfig, parseApp, parseApps, type Report } from './apps';

/** What is configured besides the apps and the secrets. */
export interface HubSettings {
  /** How long events are kept, in days. @default 180 */
  readonly retentionDays: number;
  /** What answers check_create_suite_url and check_update_suite_url. @default 'success' */
  readonly suiteCheckReply: 'success' | 'random';
}

/** The configuration of a hub, checked. */
export interface HubConfig extends HubSettings {
  readonly apps: readonly (App & AppConfig)[];
  /** Guards everything but the callback and `/healthz`. */
  readonly adminToken?: string;
}

/** Environment variables, or whatever stands for them. An empty string is as good as none. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The fields of a single app, where it is configured by itself. */
const NAMES = {
  token: 'DINGTALK_TOKEN',
  aesKey: 'DINGTALK_AES_KEY',
  ownerKeys: 'DINGTALK_OWNER_KEY',
  appKey: 'DINGTALK_APP_KEY',
  appSecret: 'DINGTALK_APP_SECRET',
} as const;

/** What dinghub reads on every platform. */
export const CONFIG_KEYS = [
  ...Object.values(NAMES),
  'DINGTALK_APPS',
  'DINGTALK_API_ENDPOINT',
  'DINGTALK_SUITE_CHECK_REPLY',
  'DINGHUB_ADMIN_TOKEN',
  'DINGHUB_RETENTION_DAYS',
] as const;

const DEFAULT_RETENTION_DAYS = 180;
const MAX_RETENTION_DAYS = 3650;

/**
 * Reads and checks the configuration.
 * @param alsoKnown further `DINGHUB_*` names that the adapter reads itself; other `DINGTALK_*` and `DINGHUB_*` names are refused
 * @throws {@link ConfigError} with every problem at once, by name and without any value
 */
export function parseConfig(env: Environment, alsoKnown: readonly string[] = []): HubConfig {
  return checked(env, alsoKnown, (problems) => {
    const adminToken = env.DINGHUB_ADMIN_TOKEN || undefined;
    if (adminToken !== undefined && adminToken.length < 16) {
      problems.push('DINGHUB_ADMIN_TOKEN: too short; use at least 16 characters.');
    }
    const apps = readApps(env, problems);
    return { apps, ...readSettings(env, problems), ...(adminToken === undefined ? {} : { adminToken }) };
  });
}

/**
 * Reads only what is neither an app nor a secret, for a hub whose apps come from elsewhere.
 * @throws {@link ConfigError}, also for unknown names
 */
export function parseSettings(env: Environment, alsoKnown: readonly string[] = []): HubSettings {
  return checked(env, alsoKnown, (problems) => readSettings(env, problems));
}

/** What `read` gives, unless it, or a name that nobody knows, is a problem. @throws {@link ConfigError} */
export function checked<T>(env: Environment, alsoKnown: readonly string[], read: (problems: string[]) => T): T {
  const known: readonly string[] = [...CONFIG_KEYS, ...alsoKnown];
  const problems = Object.keys(env)
    .filter((name) => /^(DINGTALK|DINGHUB)_/.test(name) && !known.includes(name))
    .map((name) => `${name}: unknown; known are ${known.join(', ')}.`);
  const value = read(problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return value;
}

/** Reads the apps; tells what is wrong with them. */
export function readApps(env: Environment, problems: string[]): HubConfig['apps'] {
  const single = Object.values(NAMES).filter((name) => env[name]);
  if (env.DINGTALK_APPS) {
    if (single.length > 0) problems.push(`DINGTALK_APPS: set it or ${single.join(', ')}, not both.`);
    return parseApps(env.DINGTALK_APPS, (field, problem) => void problems.push(`DINGTALK_APPS${field}: ${problem}`));
  }
  const ownerKeys = (env.DINGTALK_OWNER_KEY || env.DINGTALK_APP_KEY || '')
    .split(',')
    .flatMap((key) => key.trim() || []);
  const given = Object.entries(NAMES).map(([field, name]) => [field, env[name] || undefined] as const);
  const fields = { ...Object.fromEntries(given), name: 'default', ownerKeys };
  const report: Report = (field, problem) => void problems.push(`${NAMES[field as keyof typeof NAMES]}: ${problem}`);
  return [parseApp(fields, report)];
}

/** Reads what is neither an app nor a secret; tells what is wrong with it. */
export function readSettings(env: Environment, problems: string[]): HubSettings {
  const reply = env.DINGTALK_SUITE_CHECK_REPLY || 'success';
  if (reply !== 'success' && reply !== 'random') {
    problems.push('DINGTALK_SUITE_CHECK_REPLY: expected success or random.');
  }
  const days = env.DINGHUB_RETENTION_DAYS || String(DEFAULT_RETENTION_DAYS);
  if (!/^\d+$/.test(days) || Number(days) < 1 || Number(days) > MAX_RETENTION_DAYS) {
    problems.push(`DINGHUB_RETENTION_DAYS: expected a whole number of days from 1 to ${MAX_RETENTION_DAYS}.`);
  }
  return {
    retentionDays: Number(days),
    suiteCheckReply: reply === 'random' ? reply : 'success',
  };
}
