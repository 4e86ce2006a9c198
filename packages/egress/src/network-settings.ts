import { ConfigError, type Environment } from '@dinghub/core';
import type { NetworkPolicy } from './guard';
import { parseNetworks } from './networks';

/**
 * What subscriptions may call: `DINGHUB_ALLOW_NETWORKS` (networks, comma-separated) and `DINGHUB_ALLOW_HTTP` (`true` or `false`).
 * @throws ConfigError with every problem at once
 */
export function readNetworkPolicy(env: Environment): Required<NetworkPolicy> {
  const allowNetworks = (env.DINGHUB_ALLOW_NETWORKS ?? '').split(',').flatMap((network) => network.trim() || []);
  const problems: string[] = [];
  try {
    parseNetworks(allowNetworks);
  } catch (error) {
    problems.push(`DINGHUB_ALLOW_NETWORKS: ${error instanceof Error ? error.message : 'expected networks'}`);
  }
  const http = env.DINGHUB_ALLOW_HTTP || 'false';
  if (http !== 'true' && http !== 'false') problems.push('DINGHUB_ALLOW_HTTP: expected true or false.');
  if (problems.length > 0) throw new ConfigError(problems);
  return { allowNetworks, allowHttp: http === 'true' };
}
