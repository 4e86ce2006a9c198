import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Environment } from '@dinghub/core';
import { adminTokenFile, fileFault, hubFile } from '@dinghub/local-adapter/files';
import { usageError } from '../failure';
import { both, tellHere } from '../told';
import { readProfile } from './profiles';
import { urlOfRunningHub } from './running-hub';

/** Which hub is meant, as the command line says it. */
export interface TargetOptions {
  readonly endpoint?: string;
  readonly token?: string;
  readonly profile?: string;
  /** The data folder of a local hub. */
  readonly data: string;
}

/** A hub's admin API. */
export interface HubTarget {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
  /** Where the token came from, or should have come from: a flag, a variable, a profile or a file. */
  readonly tokenFrom: string;
  /** False when nobody named this hub: it is that of the data folder, or the one that is on this machine by default. */
  readonly isNamed: boolean;
  /** True when the token is the one that a local hub keeps in its data folder. */
  readonly isFolders: boolean;
  /** The data folder, where it was asked and no hub runs on it: the endpoint is a guess. */
  readonly idleFolder?: string;
}

const DEFAULT_ENDPOINT = 'http://127.0.0.1:8787';

/**
 * Finds the hub that is meant. What is on the command line goes before the environment, and the environment before the profile
 * that it names. A profile's token goes nowhere but to the profile's endpoint, and a data folder's token not off this machine.
 * @throws CliError
 */
export function resolveTarget(options: TargetOptions, env: Environment): HubTarget {
  const { endpoint, isGiven, isGuess, name, profile, from } = findEndpoint(options, env);
  const idle = isGuess ? { idleFolder: options.data } : {};
  const chosen = options.profile === undefined ? undefined : profile;
  const isProfiles = profile?.endpoint !== undefined && checkEndpoint(profile.endpoint, from) === endpoint;
  const ofProfile = { token: isProfiles ? profile.token : undefined, tokenFrom: tellHere(theProfile(name)) };

  const named = [
    { token: options.token, tokenFrom: '--token' },
    ...(chosen === undefined ? [] : [ofProfile]),
    { token: env.DINGHUB_ADMIN_TOKEN || undefined, tokenFrom: 'DINGHUB_ADMIN_TOKEN' },
    ofProfile,
  ].find(({ token }) => token !== undefined);
  const isNamed = isGiven || options.token !== undefined || name !== undefined;
  if (named?.token !== undefined) {
    const { token, tokenFrom } = named;
    return { endpoint, token: checkToken(token, tokenFrom), tokenFrom, isNamed, isFolders: false, ...idle };
  }
  const file = adminTokenFile(options.data);
  const token = isLoopback(endpoint) ? readToken(file) : undefined;
  return {
    endpoint,
    tokenFrom: file,
    isNamed,
    isFolders: token !== undefined,
    ...idle,
    ...(token === undefined ? {} : { token: checkToken(token, file) }),
  };
}

/** The address of the hub that is meant, found in the same places. @throws CliError */
export function resolveEndpoint(options: Omit<TargetOptions, 'token'>, env: Environment): string {
  return findEndpoint(options, env).endpoint;
}

/** When nobody names a hub, it is the one that runs on the data folder, and without that the one at the usual place. */
function findEndpoint(options: Omit<TargetOptions, 'token'>, env: Environment) {
  const name = options.profile ?? (env.DINGHUB_PROFILE || undefined);
  const profile = name === undefined ? undefined : readProfile(name, env);
  const ofFlags = { endpoint: options.endpoint, from: '--endpoint' };
  const ofEnvironment = { endpoint: env.DINGHUB_ENDPOINT || undefined, from: 'DINGHUB_ENDPOINT' };
  const ofProfile = { endpoint: profile?.endpoint, from: tellHere(theEndpointOf(name)) };
  const given = [ofFlags, ...(options.profile === undefined ? [] : [ofProfile]), ofEnvironment, ofProfile].find(
    ({ endpoint }) => endpoint !== undefined,
  );
  const local = given === undefined ? urlOfRunningHub(options.data) : undefined;
  const endpoint = checkEndpoint(given?.endpoint ?? local ?? DEFAULT_ENDPOINT, given?.from ?? hubFile(options.data));
  const isGiven = given !== undefined;
  return { endpoint, isGiven, isGuess: !isGiven && local === undefined, name, profile, from: ofProfile.from };
}

/** A URL that paths can be put behind. @throws CliError */
export function checkEndpoint(text: string, from = '--endpoint'): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw usageError(tellHere(NO_URL(from, text)));
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw usageError(tellHere(NO_BARE_URL(from)));
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A token that fits into a header. The message never shows it. @throws CliError */
export function checkToken(token: string, from: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw usageError(tellHere(NO_TOKEN(from)));
}

/** True for an endpoint on this machine. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}

function readToken(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw fileFault(file, error);
  }
}

const theProfile = (name: string | undefined) => both(`the profile "${name}"`, `配置档“${name}”`);
const theEndpointOf = (name: string | undefined) =>
  both(`the endpoint of the profile "${name}"`, `配置档“${name}”的 endpoint`);
const NO_URL = (from: string, text: string) =>
  both(`${from} must be an http or https URL, not "${text}".`, `${from} 必须是 http 或 https URL，而不是“${text}”。`);
const NO_BARE_URL = (from: string) =>
  both(
    `${from} must be a URL without user name, password, query and fragment.`,
    `${from} 必须是不含用户名、密码、查询参数和片段的 URL。`,
  );
const NO_TOKEN = (from: string) =>
  both(
    `The token from ${from} is no admin token: it holds spaces or other characters that tokens do not have.`,
    `该令牌（来源：${from}）不是管理令牌：含有空格或令牌不允许的其他字符。`,
  );
