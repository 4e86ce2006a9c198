import { errors } from 'undici';
import { SendFailure } from './send-failure';

/** Says what went wrong on a connection that was there. */
export function toExchangeFailure(error: Error, host: string): SendFailure {
  if (error instanceof SendFailure) return error;
  const { code = 'unknown' } = error as { code?: string };
  // With TLS 1.3 a server refuses the handshake after the client has seen its end.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return new SendFailure('E_TLS', `${host}: the TLS handshake failed (${code}).`);
  }
  if (error instanceof errors.HeadersOverflowError) {
    return new SendFailure('E_RESPONSE', `${host}: the headers of the answer are too large.`);
  }
  if (isNoAnswer(error)) return new SendFailure('E_RESPONSE', `${host}: what came is no HTTP answer.`);
  return new SendFailure('E_CONNECTION', `${host}: the connection ended before the answer did (${code}).`);
}

function isNoAnswer(error: Error): boolean {
  return (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.ResponseContentLengthMismatchError ||
    // An upgrade, or leave to continue, that nobody asked for: these have the class of every ended connection.
    (error instanceof errors.SocketError && /^bad (response|upgrade)$/.test(error.message))
  );
}
