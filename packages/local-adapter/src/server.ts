import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { CallbackHandler } from '@dinghub/core';
import { createRequestListener } from './handler';

/** A listening hub. */
export interface HubServer {
  /** e.g. `http://127.0.0.1:8787` */
  readonly url: string;
  /** Stops accepting, answers what was accepted, then closes. Connections still busy after the grace period are cut. */
  close(): Promise<void>;
}

/** Limits of the server, all in ms; the defaults are far above what DingTalk needs and far below what an attacker wants. */
export interface ServerLimits {
  /** For the whole request, headers and body. @default 5000 */
  readonly requestTimeoutMs?: number;
  /** Between two requests of one connection. @default 65000 */
  readonly keepAliveMs?: number;
  /** For what is in flight at shutdown. @default 5000 */
  readonly graceMs?: number;
}

const MAX_CONNECTIONS = 4096;

/**
 * Starts the HTTP server of the local hub.
 * @throws the system's error when the address cannot be listened on (`EADDRINUSE`, `EACCES`…)
 */
export async function startServer(options: {
  readonly callback: CallbackHandler;
  readonly host: string;
  readonly port: number;
  readonly nextId: () => string;
  readonly limits?: ServerLimits;
}): Promise<HubServer> {
  const { requestTimeoutMs = 5000, keepAliveMs = 65_000, graceMs = 5000 } = options.limits ?? {};
  let closing = false;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
      maxHeaderSize: 16 * 1024,
      noDelay: true,
    },
    createRequestListener({ ...options, closing: () => closing }),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', refuseBrokenRequest);
  server.listen(options.port, options.host);
  await once(server, 'listening');

  return {
    url: urlOf(server),
    async close() {
      closing = true;
      const ended = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await ended;
      clearTimeout(cut);
    },
  };
}

/** Answers what node:http could not parse or did not get in time. */
function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const timedOut = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = timedOut ? '408 Request Timeout' : '400 Bad Request';
  const message = timedOut ? 'The request did not arrive in time.' : 'This is not an HTTP request.';
  const body = JSON.stringify({ error: { code: 'malformed_request', message, requestId: '' } });
  const headers = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nconnection: close\r\n\r\n${body}`, () => socket.destroy());
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
