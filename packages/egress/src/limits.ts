/** What a request may take. Times in ms. */
export interface Limits {
  /** For a new connection: name resolution, TCP and TLS. */
  readonly connectMs: number;
  /** From the moment that the request is written to the head of the answer. */
  readonly firstByteMs: number;
  /** For all of it, the wait for a free connection included. */
  readonly totalMs: number;
  /** What is read of a body; then the connection is closed. */
  readonly responseBytes: number;
  /** At once, to one scheme, host and port; what is more waits. */
  readonly maxConnectionsPerOrigin: number;
}

/** Below the 30 s after which webhook senders are expected to give up, and far above what a good receiver needs. */
export const DEFAULT_LIMITS: Limits = {
  connectMs: 5000,
  firstByteMs: 10_000,
  totalMs: 15_000,
  responseBytes: 64 * 1024,
  maxConnectionsPerOrigin: 32,
};

/** The names and values of an answer's head, in bytes; a longer one is no answer. */
export const MAX_HEAD_BYTES = 16 * 1024;

/** Headers of an answer that are told; what is more is left out. */
export const MAX_HEADERS = 100;
