import type { ServerResponse } from 'node:http';
import type { CallbackResponse } from '@dinghub/core';

/** Writes an answer; `close` also ends the connection after it. A client that has gone away is nobody's fault. */
export function writeResponse(response: ServerResponse, answer: CallbackResponse, close = false): void {
  if (response.destroyed || response.headersSent) return;
  const headers = { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, close ? { ...headers, connection: 'close' } : headers);
  response.end(response.req.method === 'HEAD' ? undefined : answer.body);
}
