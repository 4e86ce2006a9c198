import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { JsonObject } from '@dinghub/core';
import { listenLocally } from '@dinghub/testkit';
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
    const { encrypt: sealed } = (await json(request)) as { encrypt: string };
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const found = opened(searchParams, sealed);
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
  const { url, close } = await listenLocally(server);
  return { url: `${url}/v1/dingtalk`, received, script, close };
}
