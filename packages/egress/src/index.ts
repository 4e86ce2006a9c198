/**
 * The guarded HTTP client: the only code of dinghub that calls out to URLs.
 * @module
 */
export { createApiPort } from './api-port';
export { isBlockedAddress } from './blocked-address';
export type { NetworkPolicy } from './guard';
export type { Lookup } from './guarded-lookup';
export { type ClosableHttpSender, createHttpSender, type HttpSenderOptions } from './http-sender';
export { DEFAULT_LIMITS, type Limits } from './limits';
export { readNetworkPolicy } from './network-settings';
export { type Network, parseNetworks } from './networks';
export { checkUrl } from './target';
