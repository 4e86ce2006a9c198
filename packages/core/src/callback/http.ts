/** An HTTP request as the callback edge sees it. Adapters translate to this and decide nothing. */
export interface CallbackRequest {
  /** Upper case, e.g. `POST`. */
  readonly method: string;
  /** The path without stage, prefix and query string, percent-encoded as it was sent, e.g. `/v1/dingtalk/hr`. */
  readonly path: string;
  /** Decoded query parameters; of a repeated one, the first. */
  readonly query: Readonly<Record<string, string>>;
  /** The body's bytes or text, after the transport's base64 (if any) was taken off. */
  readonly body: Uint8Array | string;
  /** Names this request in the log and in error bodies. */
  readonly requestId: string;
  /** Milliseconds until the platform ends this invocation, where it says so. */
  readonly remainingMs?: number;
}

/** What goes back: always JSON text. Header names are lower case. */
export interface CallbackResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The whole HTTP surface of the callback edge as one function. Never rejects. */
export type CallbackHandler = (request: CallbackRequest) => Promise<CallbackResponse>;

/** The largest body that is accepted, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Codes of error answers, in `{"error":{"code","message","requestId"}}`. */
export type CallbackErrorCode =
  | 'body_too_large'
  | 'malformed_request'
  | 'signature_mismatch'
  | 'envelope_rejected'
  | 'unknown_app'
  | 'not_found'
  | 'method_not_allowed'
  | 'store_unavailable'
  | 'internal_error';
