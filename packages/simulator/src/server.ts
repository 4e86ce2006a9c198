import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Reply, readEvent, readText, refusalOf } from './control-request';
import type { DingTalkSimulator } from './simulator';

/** Each push in flight keeps its body, for 40 s when the hub is down. */
const MAX_IN_FLIGHT = 256;

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Serves a simulator on 127.0.0.1: `POST /check-url`, `POST /push` with an event body or `{"EventType":"…"}`, `GET /failed`.
 * Only for programs of this machine: web pages are refused, and POST must come as `application/json`.
 * @param options.complete fills an event body that has only its type
 */
export async function startSimulatorServer(options: {
  readonly simulator: DingTalkSimulator;
  readonly port: number;
  readonly complete: (type: string) => object;
}): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { simulator, complete } = options;
  let inFlight = 0;

  async function answer(request: IncomingMessage): Promise<Reply> {
    const refusal = refusalOf(request);
    if (refusal) return refusal;
    const route = `${request.method} ${(request.url ?? '').split('?')[0]}`;
    if (route === 'GET /failed') return [200, { items: simulator.failedEvents() }];
    if (route !== 'POST /check-url' && route !== 'POST /push')
      return [404, { error: 'POST /push, POST /check-url or GET /failed' }];
    if (inFlight >= MAX_IN_FLIGHT) return [503, { error: `${MAX_IN_FLIGHT} pushes are in flight.` }];
    inFlight++;
    try {
      return route === 'POST /push' ? await push(request) : [200, await simulator.checkUrl()];
    } finally {
      inFlight--;
    }
  }

  async function push(request: IncomingMessage): Promise<Reply> {
    const text = await readText(request);
    if (text === undefined) return [413, { error: 'too large' }];
    const event = readEvent(text);
    if (event === undefined) return [400, { error: 'Expected a JSON object with an EventType.' }];
    const { type, body } = event;
    return [200, await simulator.push(Object.keys(body).length === 1 ? complete(type) : body)];
  }

  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, async (request, response) => {
    const [status, text] = await answer(request)
      .then(([status, body]) => [status, JSON.stringify(body)] as const)
      .catch(() => [500, '{"error":"The simulator failed at this."}'] as const);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
