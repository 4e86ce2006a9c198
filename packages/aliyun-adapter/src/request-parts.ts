import type { CallbackRequest } from '@dinghub/core';

/** A request without what the invocation adds. */
export type TranslatedRequest = Pick<CallbackRequest, 'method' | 'path' | 'query' | 'body'>;

/** Parameters whose values never hold a comma. */
const WITHOUT_COMMA = new Set(['signature', 'msg_signature', 'timestamp', 'timeStamp']);

/**
 * Query parameters as texts. The gateways give numbers for what looks like one, and join the values of a repeated name with
 * commas: of those the first counts. A nonce may hold a comma of its own, so it is cut only where all its parts are the same.
 */
export function queryOf(parameters: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(parameters ?? {})) query[name] = firstOf(name, textOf(value));
  return query;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return textOf(value[0]);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function firstOf(name: string, text: string): string {
  const [first = '', ...others] = text.split(',');
  return WITHOUT_COMMA.has(name) || others.every((other) => other === first) ? first : text;
}

/** True for what a body may be: a text, or nothing. Any other would be a translation of somebody's, not what was signed. */
export function isBody(body: unknown): boolean {
  return body === undefined || body === null || typeof body === 'string';
}

/** The body as bytes when the gateway encoded it, else its text. */
export function decodeBody(body: string | null | undefined, isBase64Encoded: boolean | undefined): Uint8Array | string {
  return isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '');
}
