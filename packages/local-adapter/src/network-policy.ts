import { isIP } from 'node:net';
import type { Environment } from '@dinghub/core';
import { type NetworkPolicy, readNetworkPolicy } from '@dinghub/egress';

/** What a hub that only this machine can reach may call besides: this machine. */
const OWN_MACHINE = ['127.0.0.0/8', '::1/128'];

/**
 * What subscriptions may call. A hub that listens on loopback may call loopback too: whoever reaches it is on this machine already.
 * @throws ConfigError
 */
export function localNetworkPolicy(env: Environment, host: string): NetworkPolicy {
  const policy = readNetworkPolicy(env);
  return isLoopback(host) ? { ...policy, allowNetworks: [...policy.allowNetworks, ...OWN_MACHINE] } : policy;
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
