import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { AdminApi } from '@dinghub/console';
import type { CallbackHandler } from '@dinghub/core';
import { createRequestListener } from './handler';
import { createBodyRoom } from './request';
import { endConnection, refuseBrokenRequest } from './response';

/** A listening hub. */
export interface HubServer {
  /** e.g. `http://127.0.0.1:8787` */
  readonly url: string;
  /** Stops accepting, answers what was accepted, then closes. Connections still busy after the grace period are cut. */
  close(): Promise<void>;
}

/** Between two requests of one connection, and without a byte going either way. */
const KEEP_ALIVE_MS = 10_000;

/** Limits of the server; the defaults are far above what DingTalk needs and far below what an attacker wants. */
export interface ServerLimits {
  /** For the whole request, headers and body, in ms. @default 5000 */
  readonly requestTimeoutMs?: number;
  /** For what is in flight at shutdown, in ms. @default 5000 */
  readonly graceMs?: number;
  /** Open at a time; one more closes the one that has kept the server waiting longest. @default 4096 */
  readonly maxConnections?: number;
  /** Bytes of bodies that are being read or answered, those up to 16 KiB apart. @default 67108864 (64 MiB) */
  readonly maxBodyBytes?: number;
}

/**
 * Starts the HTTP server of the local hub.
 * @throws the system's error when the address cannot be listened on (`EADDRINUSE`, `EACCES`…)
 */
export async function startServer(options: {
  readonly callback: CallbackHandler;
  readonly admin?: AdminApi;
  readonly host: string;
  readonly port: number;
  readonly nextId: () => string;
  readonly limits?: ServerLimits;
}): Promise<HubServer> {
  const { requestTimeoutMs = 5000, graceMs = 5000 } = options.limits ?? {};
  const { maxConnections = 4096, maxBodyBytes = 64 * 1024 * 1024 } = options.limits ?? {};
  let closing = false;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
      maxHeaderSize: 16 * 1024,
      noDelay: true,
    },
    createRequestListener({ ...options, closing: () => closing, room: createBodyRoom(maxBodyBytes) }),
  );
  server.timeout = KEEP_ALIVE_MS;
  guardConnections(server, maxConnections);
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

/**
 * Keeps the server open to whoever comes: one connection too many closes the one that has done nothing for longest, not the new
 * one, but never one whose request is being answered. And lets the answers in progress out before it refuses what is broken.
 */
function guardConnections(server: Server, limit: number): void {
  /** The exchanges of each connection that are not over, the connection that has done nothing for longest first. */
  const connections = new Map<Socket, Set<ServerResponse>>();
  const broken = new WeakSet<Socket>();

  server.on('connection', (socket: Socket) => {
    connections.set(socket, new Set());
    socket.once('close', () => connections.delete(socket));
    if (connections.size <= limit) return;
    for (const [candidate, exchanges] of connections) {
      if ([...exchanges].some(({ req, writableEnded }) => req.complete && !writableEnded)) continue;
      connections.delete(candidate);
      candidate.destroy();
      return;
    }
  });

  server.on('request', (request, response) => {
    const { socket } = request;
    const exchanges = connections.get(socket);
    if (exchanges === undefined) return;
    exchanges.add(response);
    touch(socket);
    response.once('close', advance);
    request.once('end', advance);

    function advance(): void {
      if (request.complete && response.writableFinished) exchanges?.delete(response);
      touch(socket);
    }
  });

  server.on('clientError', (error, socket: Socket) => {
    // Node says it again for whatever still comes.
    if (broken.has(socket)) return;
    broken.add(socket);
    const exchanges = [...(connections.get(socket) ?? [])];
    const answer = exchanges.findLast(({ req, writableFinished }) => req.complete && !writableFinished);
    const answeredEarly = exchanges.some(({ req, writableEnded }) => !req.complete && writableEnded);
    if (answer !== undefined) answer.once('close', () => refuseBrokenRequest(error, socket));
    else if (answeredEarly) endConnection(socket);
    else refuseBrokenRequest(error, socket);
  });

  function touch(socket: Socket): void {
    const exchanges = connections.get(socket);
    if (exchanges === undefined) return;
    connections.delete(socket);
    connections.set(socket, exchanges);
  }
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
