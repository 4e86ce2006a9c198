import type { Environment } from '@dinghub/core';
import { DINGTALK_ORIGINS, type Origins } from '@dinghub/core/dingtalk';
import { usageError } from '../failure';
import { both, type Told, tellHere } from '../told';

/** Names another DingTalk: a simulator, which serves both of DingTalk's servers at one URL. Of the command alone; a hub refuses it. */
export const ENDPOINT_VARIABLE = 'DINGTALK_API_ENDPOINT';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for a host name or an address that is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * Where DingTalk is. An AppSecret goes there: plain HTTP is for this machine only.
 * @throws CliError
 */
export function originsFrom(env: Environment): Origins {
  const text = env[ENDPOINT_VARIABLE];
  if (!text) return DINGTALK_ORIGINS;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (url === undefined || !isSafe || url.username !== '') throw usageError(tellHere(UNSAFE));
  return { oapi: url.origin, api: url.origin };
}

const UNSAFE = both(
  `${ENDPOINT_VARIABLE} must be an https URL; http is for this machine only (http://127.0.0.1:…).`,
  `${ENDPOINT_VARIABLE} 必须是 https URL；http 仅限本机（http://127.0.0.1:…）。`,
);

/** The DingTalk that is called, by name: who it is, and its host. */
export function dingTalkOf(env: Environment): Told {
  const { host } = new URL(originsFrom(env).oapi);
  return both(`DingTalk (${host})`, `钉钉（${host}）`);
}

/** The environment as a hub would have it: without what only the command reads. */
export function hubEnvironment(env: Environment): Environment {
  const { [ENDPOINT_VARIABLE]: _, ...others } = env;
  return others;
}
