import { CONFIG_KEYS, ConfigError, type Environment, type HubConfig, parseConfig } from '@dinghub/core';
import { readApiEndpoint } from '@dinghub/core/dingtalk';

/** Read where the hub is put together. */
const OWN = ['DINGHUB_RECONCILE'];

/** Documented names that a local hub does not read: whoever also deploys, or uses the command, may have them in the environment. */
const OF_OTHERS = [
  'DINGHUB_TABLE',
  'DINGHUB_STAGE',
  'DINGHUB_REGION',
  'DINGHUB_LOG_PROJECT',
  'DINGHUB_ALLOW_NETWORKS',
  'DINGHUB_ALLOW_HTTP',
  'DINGHUB_ENDPOINT',
  'DINGHUB_PROFILE',
];

/**
 * Reads the configuration of a local hub.
 * @throws ConfigError with every problem at once
 */
export function parseEnvironment(env: Environment): HubConfig {
  const known: readonly string[] = CONFIG_KEYS;
  const others = [...OWN, ...OF_OTHERS].filter((name) => !known.includes(name));
  const problems: string[] = [];
  const config = collecting(problems, () => parseConfig(env, others));
  collecting(problems, () => readApiEndpoint(env));
  // To ask for the failed list is to take from it: a misspelt no is not taken for a yes.
  if (!['', 'true', 'false'].includes(env.DINGHUB_RECONCILE ?? '')) {
    problems.push('DINGHUB_RECONCILE: expected true or false.');
  }
  if (config === undefined || problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** What `read` gives; where it has problems, they are collected, and it gives nothing. */
function collecting<T>(problems: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
