import { ConfigError } from '../errors';
import type { Environment } from './config';

/** Secrets of the apps go there: in the clear to this machine alone. */
const API_ENDPOINT = /^(https:\/\/[^/?#@\s]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?)\/?$/;

/**
 * The origin that stands for both of DingTalk's: `DINGTALK_API_ENDPOINT`, for tests and simulators.
 * @throws {@link ConfigError}
 */
export function readApiEndpoint(env: Environment): string | undefined {
  const endpoint = env.DINGTALK_API_ENDPOINT;
  if (!endpoint) return undefined;
  if (API_ENDPOINT.test(endpoint) && URL.canParse(endpoint)) return new URL(endpoint).origin;
  throw new ConfigError(['DINGTALK_API_ENDPOINT: expected the https origin of a host, or http of this machine.']);
}
