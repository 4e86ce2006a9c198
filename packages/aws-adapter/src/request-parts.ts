import type { CallbackRequest } from '@dinghub/core';

/** A request without what the invocation adds. */
export type TranslatedRequest = Pick<CallbackRequest, 'method' | 'path' | 'query' | 'body'>;

/** Of a repeated name, the first value. */
export function firstValues(pairs: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs) values[name] ??= value;
  return values;
}

/** The body as bytes when the gateway encoded it, else its text. */
export function decodeBody(body: string | null | undefined, isBase64Encoded: boolean | undefined): Uint8Array | string {
  return isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '');
}

/** A path of ours. */
const OWN_PATH = /^\/(v1\/|healthz$)/;

/** A path of the callback edge, whatever stands before it. */
const EDGE_PATH = /\/(v1\/dingtalk(\/[^/]+)?|healthz)$/;

/**
 * The path without what the gateway put before it: its stage, or the base path of a custom domain, which takes the stage's place.
 * No event says which of them is there. So the stage goes only where a path of ours is left, for there may be a stage called `v1`;
 * and of a path that ends in one of the callback edge, all goes that stands before that. A signature is asked for in any case.
 */
export function ownPath(path: string, stage: string | undefined): string {
  const below = stage !== undefined && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : '';
  return OWN_PATH.test(below) ? below : (EDGE_PATH.exec(path)?.[0] ?? path);
}
