import { CONFIG_KEYS, type Environment, type HubConfig, parseConfig } from '@dinghub/core';

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
  return parseConfig(
    env,
    [...OWN, ...OF_OTHERS].filter((name) => !known.includes(name)),
  );
}
