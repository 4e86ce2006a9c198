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

/** The path below the stage that the gateway puts in front of it. */
export function withoutStage(path: string, stage: string | undefined): string {
  return stage !== undefined && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}
