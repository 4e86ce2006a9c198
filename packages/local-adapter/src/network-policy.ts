import { isIP } from 'node:net';
import { ConfigError, type Environment } from '@dinghub/core';
import { checkUrl, type NetworkPolicy } from '@dinghub/egress';

/** What a hub that only this machine can reach may call besides public addresses: this machine. */
const OWN_MACHINE = ['127.0.0.0/8', '::1/128'];

/**
 * What subscriptions may call: `DINGHUB_ALLOW_NETWORKS` (networks, comma-separated) and `DINGHUB_ALLOW_HTTP` (`true`). A hub that
 * listens on loopback may call loopback too: whoever reaches it is on this machine already.
 * @throws ConfigError
 */
export function readNetworkPolicy(env: Environment, host: string): NetworkPolicy {
  const listed = (env.DINGHUB_ALLOW_NETWORKS ?? '').split(',').flatMap((network) => network.trim() || []);
  const problems: string[] = [];
  try {
    checkUrl('https://example.com', { allowNetworks: listed });
  } catch (error) {
    problems.push(`DINGHUB_ALLOW_NETWORKS: ${error instanceof Error ? error.message : 'expected networks'}`);
  }
  const http = env.DINGHUB_ALLOW_HTTP || 'false';
  if (http !== 'true' && http !== 'false') problems.push('DINGHUB_ALLOW_HTTP: expected true or false.');
  if (problems.length > 0) throw new ConfigError(problems);
  return { allowNetworks: [...listed, ...(isLoopback(host) ? OWN_MACHINE : [])], allowHttp: http === 'true' };
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
