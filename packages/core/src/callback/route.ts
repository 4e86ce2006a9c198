import type { Refusal } from './answer';
import type { CallbackRequest } from './http';

/** Where a request goes. An `app` of undefined is the default one. */
export type Target =
  | { readonly kind: 'health' }
  | { readonly kind: 'callback'; readonly app?: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const CALLBACK = '/v1/dingtalk';

/** Routes by path first, then by method. */
export function route({ method, path }: CallbackRequest): Target {
  if (path === '/healthz') return method === 'GET' || method === 'HEAD' ? { kind: 'health' } : wrongMethod('GET, HEAD');
  if (path === CALLBACK) return method === 'POST' ? { kind: 'callback' } : wrongMethod('POST');
  const app = path.startsWith(`${CALLBACK}/`) ? decode(path.slice(CALLBACK.length + 1)) : '';
  if (app === '' || app.includes('/'))
    return { kind: 'refused', refusal: { code: 'not_found', reason: 'unknown_path' } };
  return method === 'POST' ? { kind: 'callback', app } : wrongMethod('POST');
}

function wrongMethod(allow: string): Target {
  return { kind: 'refused', refusal: { code: 'method_not_allowed', reason: 'wrong_method', allow } };
}

/** The decoded path segment; empty when its percent-encoding is broken. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
