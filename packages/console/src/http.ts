/** An HTTP request as the admin API sees it. Adapters translate to this and decide nothing. */
export interface AdminRequest {
  /** Upper case, e.g. `POST`. */
  readonly method: string;
  /** The path without stage, prefix and query string, percent-encoded as it was sent, e.g. `/v1/events/a%2Fb`. */
  readonly path: string;
  /** The query string as it was sent, without the question mark. */
  readonly rawQuery: string;
  /** Names in lower case. Only `authorization` is read. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes or text, after the transport's base64 (if any) was taken off. */
  readonly body: Uint8Array | string;
  /** Names this request in the log and in error bodies; empty where the platform has no name for it. */
  readonly requestId: string;
}

/** What goes back: JSON text, or nothing for a 204. Header names are lower case. */
export interface AdminResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The whole admin API as one function. Never rejects. */
export type AdminApi = (request: AdminRequest) => Promise<AdminResponse>;

/** True for the paths that the admin API answers where it shares a server with the callbacks: all below `/v1` but theirs. */
export function isAdminPath(path: string): boolean {
  return path.startsWith('/v1/') && !/^\/v1\/dingtalk(\/|$)/.test(path);
}

/** Sent with every answer: what an operator is told stays with the operator. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** An answer; without a body (a 204) it has no content type either. */
export function respond(
  status: number,
  body: object | undefined,
  headers: Readonly<Record<string, string>> = {},
): AdminResponse {
  const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers: { ...HEADERS, ...type, ...headers }, body: body === undefined ? '' : JSON.stringify(body) };
}
