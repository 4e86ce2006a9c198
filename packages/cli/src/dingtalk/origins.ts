import type { Environment } from '@dinghub/core';
import { type Origins, originsAt, readApiEndpoint } from '@dinghub/core/dingtalk';
import { both, type Told } from '../told';

/** Names another DingTalk: a simulator, which serves both of DingTalk's servers at one URL. */
export const ENDPOINT_VARIABLE = 'DINGTALK_API_ENDPOINT';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for a host name or an address that is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Where DingTalk is, for the command as for the hub. @throws ConfigError */
export function originsFrom(env: Environment): Origins {
  return originsAt(readApiEndpoint(env));
}

/** The DingTalk that is called, by name: who it is, and its host. */
export function dingTalkOf(env: Environment): Told {
  const { host } = new URL(originsFrom(env).oapi);
  return both(`DingTalk (${host})`, `钉钉（${host}）`);
}
