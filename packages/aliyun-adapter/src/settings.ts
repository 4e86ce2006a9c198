import { ConfigError, type Environment } from '@dinghub/core';

/** Where a function finds what it works with. */
export interface Settings {
  /** The URL of the Tablestore instance. */
  readonly tablestoreEndpoint: string;
  readonly tablestoreInstance: string;
  readonly table: string;
  /** The name of the function that does tasks. */
  readonly workerFunction: string;
  /** The URL of Function Compute's API, where it is another than that of the function's own account and region. */
  readonly fcEndpoint?: string;
}

const REQUIRED = {
  TABLESTORE_ENDPOINT: 'the URL of the Tablestore instance',
  TABLESTORE_INSTANCE: 'the name of the Tablestore instance',
  DINGHUB_TABLE: 'the name of the table',
  DINGHUB_WORKER: 'the name of the worker function',
} as const;

/** @throws ConfigError with every problem at once */
export function readSettings(env: Environment): Settings {
  const problems = Object.entries(REQUIRED).flatMap(([name, what]) =>
    env[name] ? [] : `${name} is missing: ${what}.`,
  );
  for (const name of ['TABLESTORE_ENDPOINT', 'DINGHUB_FC_ENDPOINT']) {
    if (env[name] && !/^https?:\/\/[^/]/.test(env[name]))
      problems.push(`${name}: expected a URL with http:// or https://.`);
  }
  if (env.DINGHUB_WORKER && !/^[A-Za-z_][\w-]{0,127}$/.test(env.DINGHUB_WORKER)) {
    problems.push('DINGHUB_WORKER: expected the name of a function, without its account, version or alias.');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const text = (name: keyof typeof REQUIRED) => env[name] ?? '';
  return {
    tablestoreEndpoint: text('TABLESTORE_ENDPOINT'),
    tablestoreInstance: text('TABLESTORE_INSTANCE'),
    table: text('DINGHUB_TABLE'),
    workerFunction: text('DINGHUB_WORKER'),
    ...(env.DINGHUB_FC_ENDPOINT ? { fcEndpoint: env.DINGHUB_FC_ENDPOINT } : {}),
  };
}

/** Reads the token that guards the admin API. @throws ConfigError */
export function readAdminToken(env: Environment): string {
  const token = env.DINGHUB_ADMIN_TOKEN ?? '';
  if (token.length >= 16) return token;
  throw new ConfigError([`DINGHUB_ADMIN_TOKEN: ${token ? 'too short' : 'missing'}; use at least 16 characters.`]);
}
