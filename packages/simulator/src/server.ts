import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DingTalkSimulator } from './simulator';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Serves a simulator on 127.0.0.1: `POST /check-url`, `POST /push` with an event body or `{"EventType":"…"}`, `GET /failed`.
 * @param options.complete fills an event body that has only its type
 */
export async function startSimulatorServer(options: {
  readonly simulator: DingTalkSimulator;
  readonly port: number;
  readonly complete: (type: string) => object;
}): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { simulator, complete } = options;

  async function answer(route: string, text: string): Promise<readonly [status: number, body: unknown]> {
    if (route === 'GET /failed') return [200, { items: simulator.failedEvents() }];
    if (route === 'POST /check-url') return [200, await simulator.checkUrl()];
    if (route !== 'POST /push') return [404, { error: 'POST /push, POST /check-url or GET /failed' }];
    let body: Readonly<Record<string, unknown>> | null;
    try {
      body = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    } catch {
      body = null;
    }
    const type = body?.EventType;
    if (typeof type !== 'string' || body === null) return [400, { error: 'Expected a JSON object with an EventType.' }];
    return [200, await simulator.push(Object.keys(body).length === 1 ? complete(type) : body)];
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) break;
        chunks.push(chunk);
      }
    } catch {
      return;
    }
    const path = (request.url ?? '').split('?')[0];
    const [status, body] =
      size > MAX_BODY_BYTES
        ? [413, { error: 'too large' }]
        : await answer(`${request.method} ${path}`, Buffer.concat(chunks).toString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
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
