import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { type ClosableHttpSender, createHttpSender, type HttpSenderOptions } from '../src/index';
import type { Identity } from './certificate';

/** A server on a free port of every IPv4 address. */
export interface TestServer {
  readonly port: number;
  /** The addresses of this machine that were connected to, one for each connection. */
  readonly connections: readonly string[];
  /** All that was received, connection by connection; raw servers only. */
  readonly received: readonly string[];
  close(): Promise<void>;
}

const opened: { close(): Promise<void> }[] = [];

/** Closes all that a test has opened. */
export async function closeAll(): Promise<void> {
  await Promise.all(opened.splice(0).map((one) => one.close()));
}

/** A sender that is closed after the test; it may call 127.0.0.1, also by every name that ends in `.test`. */
export function sender(options: Partial<HttpSenderOptions> = {}): ClosableHttpSender {
  const send = createHttpSender({
    clock: Date.now,
    allowNetworks: ['127.0.0.1/32'],
    lookup: async () => ['127.0.0.1'],
    ...options,
  });
  opened.push(send);
  return send;
}

/** Serves HTTP. */
export function serve(listener: RequestListener): Promise<TestServer> {
  return listen(createHttpServer({ keepAliveTimeout: 60_000 }, listener));
}

/** Serves HTTP over TLS. */
export function serveTls(identity: Identity, listener: RequestListener = (_, response) => response.end('ok')) {
  return listen(createHttpsServer(identity, listener));
}

/** Serves whatever `talk` writes. */
export function serveRaw(talk: (socket: Socket, received: string) => void): Promise<TestServer> {
  return listen(createNetServer(), talk);
}

/** Answers every request with the text. */
export function serveText(text: string): Promise<TestServer> {
  return serveRaw((socket, received) => {
    if (received.includes('\r\n\r\n')) socket.end(text, 'latin1');
  });
}

async function listen(
  server: Server | HttpServer,
  talk?: (socket: Socket, received: string) => void,
): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const connections: string[] = [];
  const received: string[] = [];
  server.on('connection', (socket: Socket) => {
    const index = connections.push(socket.localAddress ?? '') - 1;
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    if (talk === undefined) return;
    socket.on('data', (chunk) => {
      received[index] = (received[index] ?? '') + chunk.toString();
      talk(socket, received[index] ?? '');
    });
    talk(socket, '');
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const running = {
    port: (server.address() as AddressInfo).port,
    connections,
    received,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  opened.push(running);
  return running;
}
