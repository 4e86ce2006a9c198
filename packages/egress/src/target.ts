import { isIP } from 'node:net';
import { createGuard, type Guard, type NetworkPolicy, type Scheme } from './guard';
import { isRefusedPort } from './refused-ports';

/** RFC 1035, 3.1: 255 bytes on the wire. */
const MAX_HOST = 254;

/** A URL that may be called as far as it tells itself: what its name resolves to is seen when it is called. */
export interface Target {
  readonly url: URL;
}

/** Why a URL must not be called, as a sentence; it holds no part of the URL but its host, scheme and port. */
export interface Refusal {
  readonly problem: string;
}

/**
 * What is wrong with the URL of a subscription, as a sentence for whoever enters it; undefined when nothing is. It asks no name
 * server: the addresses of a name are checked with every connection.
 * @throws TypeError when the policy has an entry which is no network
 */
export function checkUrl(url: string, policy: NetworkPolicy = {}): string | undefined {
  const target = readTarget(url, createGuard(policy));
  return 'problem' in target ? target.problem : undefined;
}

/**
 * Reads a URL. The standard's own parser brings every notation of an IPv4 address (hexadecimal, octal, one number, full width,
 * a dot at the end) to the usual one before it is judged.
 */
export function readTarget(text: string, guard: Guard): Target | Refusal {
  const url = parse(text);
  if (url === undefined) return { problem: 'This is not a URL.' };
  const scheme = url.protocol;
  if (!isScheme(scheme)) return { problem: `The URL must begin with https://, not with ${scheme}` };
  if (url.username !== '' || url.password !== '') {
    return { problem: 'The URL must hold no user name and no password.' };
  }
  if (scheme === 'http:' && !guard.knowsHttp) return { problem: `The URL must begin with https://. ${HTTP_ADVICE}` };
  if (url.port !== '' && isRefusedPort(Number(url.port))) {
    return { problem: `Port ${url.port} is another protocol's and must not be called.` };
  }
  const host = hostOf(url);
  if (host.length > MAX_HOST) return { problem: `The host of the URL is longer than ${MAX_HOST} characters.` };
  const blocked = whyLiteral(host, scheme, guard);
  return blocked === undefined ? { url } : { problem: `${host} must not be called (${blocked}). ${ADDRESS_ADVICE}` };
}

const ADDRESS_ADVICE = 'To allow it, name its address or network in DINGHUB_ALLOW_NETWORKS of the hub.';
const HTTP_ADVICE =
  'For http, name the network in DINGHUB_ALLOW_NETWORKS of the hub, or set its DINGHUB_ALLOW_HTTP for public addresses.';

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** The host without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isScheme(protocol: string): protocol is Scheme {
  return protocol === 'http:' || protocol === 'https:';
}

/** `localhost` and all below it are loopback by their name. RFC 6761, 6.3. */
const LOCALHOST = /(^|\.)localhost\.?$/;

function whyLiteral(host: string, scheme: Scheme, guard: Guard): string | undefined {
  if (isIP(host) !== 0) return guard.why(host, scheme);
  if (!LOCALHOST.test(host)) return undefined;
  // With one of its two addresses allowed, it is called, and each is judged then.
  return guard.why('127.0.0.1', scheme) && guard.why('::1', scheme);
}
