import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@dinghub/core';
import { type WireKeys, wireOpen, wireSeal, wireSignature } from '../../src/index';

/** What a receiver does with a request: answer sealed, with an HTTP status, unsealed, elsewhere, or not at all. */
export type Step = 'success' | 'random' | 'something else' | 'plain' | 'redirect' | 'hang' | number;

/** What a receiver got, and the keys that opened it. */
export interface Received {
  readonly event: JsonObject;
  readonly keys: WireKeys;
  readonly text: string;
}

/** A callback URL that does as a script says, and answers `success` after its end. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  readonly script: Step[];
  close(): Promise<void>;
}

/** Starts one that knows some keys; it answers 403 to what none of them opens. */
export async function startReceiver(known: readonly WireKeys[]): Promise<Receiver> {
  const received: Received[] = [];
  const script: Step[] = [];

  function opened(query: URLSearchParams, sealed: string): Received | undefined {
    const [timestamp = '', nonce = ''] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
    for (const keys of known) {
      if (wireSignature(keys.token, timestamp, nonce, sealed) !== query.get('signature')) continue;
      const text = wireOpen(keys, sealed);
      if (text !== undefined) return { event: JSON.parse(text) as JsonObject, keys, text };
    }
    return undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const found = opened(searchParams, (JSON.parse(body) as { encrypt: string }).encrypt);
    if (!found) return void response.writeHead(403).end('no');
    received.push(found);
    const step = script.shift() ?? 'success';
    if (step === 'hang') return;
    if (typeof step === 'number') return void response.writeHead(step).end('{}');
    if (step === 'redirect') return void response.writeHead(301, { location: 'https://elsewhere.example/' }).end();
    if (step === 'plain') return void response.end('success');
    const text = step === 'random' ? String(found.event.Random) : step;
    const [timeStamp, nonce] = ['1700000000000', 'abcd1234'];
    const encrypt = wireSeal(found.keys, text, new Uint8Array(16));
    const msg_signature = wireSignature(found.keys.token, timeStamp, nonce, encrypt);
    response.end(JSON.stringify({ msg_signature, timeStamp, nonce, encrypt }));
  }

  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/dingtalk`,
    received,
    script,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
