import type { Scheme } from './guard';
import { SendFailure } from './send-failure';

/** What Node's `net` and undici say when a connection was not there in time. */
const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT', 'ETIMEDOUT']);

const TLS_SENTENCES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not send the whole chain of its certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'there is no TLS on this port',
};

/** Says why a connection did not come about. */
export function toConnectFailure(error: unknown, host: string, scheme: Scheme): SendFailure {
  if (error instanceof SendFailure) return error;
  const { code = 'unknown', errno } = lastOf(error);
  if (TIMEOUTS.has(code)) return new SendFailure('E_TIMEOUT', `${host}: no connection in time (${code}).`);
  // Errors of the system have a number; what has none, or says that the protocol went wrong, comes from TLS.
  const isSystem = (errno !== undefined && code !== 'EPROTO') || code === 'ECONNRESET';
  if (scheme === 'http:' || isSystem) return new SendFailure('E_CONNECTION', `${host}: no connection (${code}).`);
  return new SendFailure('E_TLS', `${host}: ${TLS_SENTENCES[code] ?? 'the TLS handshake failed'} (${code}).`);
}

/** Of several addresses that were tried, the last: only that one had all of its time. */
function lastOf(error: unknown): { readonly code?: string; readonly errno?: number } {
  const { errors } = (error ?? {}) as { errors?: readonly unknown[] };
  return (Array.isArray(errors) ? errors.at(-1) : error) ?? {};
}
