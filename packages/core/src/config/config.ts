import type { App } from '../callback/app';
import { ConfigError } from '../errors';
import { type AppConfig, parseApp, parseApps } from './apps';

/** The configuration of a hub, checked. */
export interface HubConfig {
  readonly apps: readonly (App & AppConfig)[];
  /** Guards everything but the callback and `/healthz`. */
  readonly adminToken?: string;
  /** How long events are kept, in days. @default 180 */
  readonly retentionDays: number;
}

/** Environment variables, or whatever stands for them. An empty string is as good as none. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What dinghub reads on every platform. */
export const CONFIG_KEYS = [
  'DINGTALK_TOKEN',
  'DINGTALK_AES_KEY',
  'DINGTALK_OWNER_KEY',
  'DINGTALK_APP_KEY',
  'DINGTALK_APP_SECRET',
  'DINGTALK_APPS',
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
  const problems = unknownNames(env, alsoKnown);
  const apps = readApps(env, problems);
  const retentionDays = readRetention(env.DINGHUB_RETENTION_DAYS, problems);
  const adminToken = env.DINGHUB_ADMIN_TOKEN || undefined;
  if (adminToken !== undefined && adminToken.length < 16) {
    problems.push('DINGHUB_ADMIN_TOKEN: too short; use at least 16 characters.');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { apps, retentionDays, ...(adminToken === undefined ? {} : { adminToken }) };
}

/**
 * Reads only `DINGHUB_RETENTION_DAYS`, for a hub whose apps come from elsewhere.
 * @throws {@link ConfigError}, also for unknown names
 */
export function parseRetentionDays(env: Environment, alsoKnown: readonly string[] = []): number {
  const problems = unknownNames(env, alsoKnown);
  const days = readRetention(env.DINGHUB_RETENTION_DAYS, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return days;
}

function unknownNames(env: Environment, alsoKnown: readonly string[]): string[] {
  const known: readonly string[] = [...CONFIG_KEYS, ...alsoKnown];
  return Object.keys(env)
    .filter((name) => /^(DINGTALK|DINGHUB)_/.test(name) && !known.includes(name))
    .map((name) => `${name}: unknown; known are ${known.join(', ')}.`);
}

function readApps(env: Environment, problems: string[]): HubConfig['apps'] {
  const single = CONFIG_KEYS.slice(0, 5).filter((name) => env[name]);
  if (env.DINGTALK_APPS) {
    if (single.length > 0) problems.push(`DINGTALK_APPS: set it or ${single.join(', ')}, not both.`);
    return parseApps(env.DINGTALK_APPS, problems);
  }
  const ownerKeys = (env.DINGTALK_OWNER_KEY || env.DINGTALK_APP_KEY || '')
    .split(',')
    .flatMap((key) => key.trim() || []);
  const fields = {
    name: 'default',
    token: env.DINGTALK_TOKEN,
    aesKey: env.DINGTALK_AES_KEY,
    ownerKeys,
    appKey: env.DINGTALK_APP_KEY || undefined,
    appSecret: env.DINGTALK_APP_SECRET || undefined,
  };
  const names = { token: 'DINGTALK_TOKEN', aesKey: 'DINGTALK_AES_KEY', ownerKeys: 'DINGTALK_OWNER_KEY' };
  const app = parseApp(fields, (field) => names[field as keyof typeof names] ?? field, problems);
  return app ? [app] : [];
}

function readRetention(text: string | undefined, problems: string[]): number {
  if (!text) return DEFAULT_RETENTION_DAYS;
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= MAX_RETENTION_DAYS) return days;
  problems.push(`DINGHUB_RETENTION_DAYS: expected a whole number of days from 1 to ${MAX_RETENTION_DAYS}.`);
  return DEFAULT_RETENTION_DAYS;
}
