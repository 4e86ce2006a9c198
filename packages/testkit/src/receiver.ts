import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a receiver got it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly at: number;
}

/** Somebody's system, on a socket of this machine. */
export interface Receiver {
  /** e.g. `http://127.0.0.1:40000/hook` */
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/**
 * Starts a receiver.
 * @param answer writes the answer, or none; `nth` is 1 for the first request. @default 200
 */
export async function startReceiver(
  answer: (response: ServerResponse, request: Received, nth: number) => void = (response) => void response.end('ok'),
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const query = new URL(request.url ?? '/', 'http://receiver').searchParams;
    const one = { headers: request.headers, query, body: Buffer.concat(chunks).toString(), at: Date.now() };
    received.push(one);
    answer(response, one, received.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
