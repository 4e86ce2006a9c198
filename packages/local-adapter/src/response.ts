import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { CallbackErrorCode, CallbackResponse } from '@dinghub/core';

const JSON_TYPE = 'application/json; charset=utf-8';

/** How long a refused connection still takes what its client sends: closed at once, it would lose the last answers. */
const LINGER_MS = 1000;

/** Writes an answer; `close` also ends the connection after it. A client that has gone away is nobody's fault. */
export function writeResponse(response: ServerResponse, answer: CallbackResponse, close = false): void {
  if (response.destroyed || response.headersSent) return;
  const headers = { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, close ? { ...headers, connection: 'close' } : headers);
  response.end(response.req.method === 'HEAD' ? undefined : answer.body);
}

/** The answer to a body for which there is no room now. */
export function noRoom(requestId: string): CallbackResponse {
  const body = errorBody('store_unavailable', 'There is no room for this body now. Try again.', requestId);
  return { status: 503, headers: { 'content-type': JSON_TYPE }, body };
}

/** Answers what node:http could not parse or did not get in time, and ends the connection. */
export function refuseBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const timedOut = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = timedOut ? '408 Request Timeout' : '400 Bad Request';
  const message = timedOut ? 'The request did not arrive in time.' : 'This is not an HTTP request.';
  const body = errorBody('malformed_request', message, '');
  const headers = `content-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}`;
  endConnection(socket, `HTTP/1.1 ${status}\r\n${headers}\r\nconnection: close\r\n\r\n${body}`);
}

/** Ends a connection once what was written, and `last`, is out. */
export function endConnection(socket: Socket, last = ''): void {
  socket.end(last);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

function errorBody(code: CallbackErrorCode, message: string, requestId: string): string {
  return JSON.stringify({ error: { code, message, requestId } });
}
