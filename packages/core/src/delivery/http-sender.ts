/** A POST to somebody's system. */
export interface HttpRequest {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why there is no answer, for the person who has to mend it. */
export type HttpFailureCode =
  /** No connection, no first byte or no whole answer in time. */
  | 'E_TIMEOUT'
  /** Refused, reset, unreachable. */
  | 'E_CONNECTION'
  /** The name does not resolve. */
  | 'E_DNS'
  /** The certificate or the handshake. */
  | 'E_TLS'
  /** The name resolves to an address that must not be called, or the URL's scheme must not be used. */
  | 'E_BLOCKED_ADDRESS'
  /** What came is no HTTP answer, or one that is too large. */
  | 'E_RESPONSE';

/** What became of a request. `durationMs` counts from its start, name resolution included. */
export type HttpOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** At most 64 KiB of it; of a larger one the beginning. */
      readonly body: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'failed';
      readonly code: HttpFailureCode;
      /** For people; holds no header and no body. */
      readonly message: string;
      readonly durationMs: number;
    };

/** The network port: sends one request, once, following no redirect. Never rejects. */
export type HttpSender = (request: HttpRequest) => Promise<HttpOutcome>;
