import { type Refused, refused } from './answer';
import type { CallbackRequest } from './http';

/** Where a request goes. An `app` of undefined is the default one. */
export type Target = { readonly kind: 'health' } | { readonly kind: 'callback'; readonly app?: string } | Refused;

const CALLBACK = /^\/v1\/dingtalk(?:\/([^/]+))?$/;

/** Routes by path first, then by method. */
export function route({ method, path }: CallbackRequest): Target {
  if (path === '/healthz') return method === 'GET' || method === 'HEAD' ? { kind: 'health' } : wrongMethod('GET, HEAD');
  const [match, app] = CALLBACK.exec(path) ?? [];
  const name = decode(app);
  if (match === undefined || name === '') return refused('not_found', 'unknown_path');
  if (method !== 'POST') return wrongMethod('POST');
  return { kind: 'callback', ...(name === undefined ? {} : { app: name }) };
}

function wrongMethod(allow: string): Target {
  return refused('method_not_allowed', 'wrong_method', allow);
}

/** The decoded path segment; empty when its percent-encoding is broken. */
function decode(segment: string | undefined): string | undefined {
  try {
    return segment && decodeURIComponent(segment);
  } catch {
    return '';
  }
}
