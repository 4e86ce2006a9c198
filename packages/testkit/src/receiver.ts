import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenLocally } from './local-server';

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
    const body = await text(request);
    const query = new URL(request.url ?? '/', 'http://receiver').searchParams;
    const one = { headers: request.headers, query, body, at: Date.now() };
    received.push(one);
    answer(response, one, received.length);
  });
  const { url, close } = await listenLocally(server);
  return { url: `${url}/hook`, received, close };
}
