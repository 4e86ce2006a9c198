import { type App, type Environment, parseConfig } from '@dinghub/core';

/** The environment variables that this adapter reads besides those of every platform. */
export const ALIYUN_VARIABLES = [
  'DINGHUB_TABLE',
  'DINGHUB_WORKER',
  'DINGHUB_FC_ENDPOINT',
  'DINGHUB_ALLOW_NETWORKS',
  'DINGHUB_ALLOW_HTTP',
] as const;

/**
 * The apps, from the environment of the function, which Function Compute keeps encrypted. Read and checked once.
 * @throws ConfigError with every problem at once
 */
export function loadApps(env: Environment): () => Promise<readonly App[]> {
  const { apps } = parseConfig(env, ALIYUN_VARIABLES);
  return async () => apps;
}
