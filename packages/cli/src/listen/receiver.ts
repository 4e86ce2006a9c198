import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random } from '@dinghub/core';
import { type Judged, judge, type Keys } from './judge';

/** A request and what was made of it. */
export interface Reception extends Pick<Judged, 'sink' | 'verdict' | 'content'> {
  /** Epoch ms. */
  readonly at: number;
  readonly webhookId?: string;
  readonly subscription?: string;
  readonly attempt?: string;
  /** Whether this webhook-id came before. */
  readonly isRepeat: boolean;
  readonly bytes: number;
  /** What was answered; absent when the sender did not wait for it. */
  readonly status?: number;
}

/** How the receiver behaves. */
export interface ReceiverOptions {
  readonly host: string;
  readonly port: number;
  readonly keys: Keys;
  /** Which part of what it would accept it fails instead, 0 to 1, and with which status. */
  readonly fail: number;
  readonly failStatus: number;
  readonly delayMs: number;
  readonly clock: Clock;
  readonly random: Random;
  /** 0 to 1; decides which requests fail. */
  readonly chance: () => number;
  /** Told of each request after it was answered. */
  readonly onReception: (reception: Reception) => void;
}

/** A listening receiver. */
export interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/** A sealed event of 1 MiB is a third larger. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MOST_IDS = 10_000;

/** Starts a receiver of webhooks and of DingTalk's callback protocol. @throws the system's error for the address */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { host, port, clock } = options;
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = clock();
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const body = await readBody(request);
    if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end();
    const { headers } = request;
    const query = new URL(request.url ?? '/', 'http://receiver').searchParams;
    const { answer, ...judged } = judge({ headers, query, body }, options.keys, options);
    const isFailed = answer.status === 200 && options.chance() < options.fail;
    const status = isFailed ? options.failStatus : answer.status;
    if (options.delayMs > 0) await sleep(options.delayMs);
    const isGone = response.destroyed;
    const type = judged.sink === 'webhook' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
    response.writeHead(status, { 'content-type': type });
    response.end(isFailed ? 'It was told to fail.' : answer.body);
    await finished(response).catch(() => undefined);
    const webhookId = textOf(headers['webhook-id']);
    const subscription = textOf(headers['dinghub-subscription']);
    const attempt = textOf(headers['dinghub-attempt']);
    options.onReception({
      at,
      ...judged,
      ...(webhookId === undefined ? {} : { webhookId }),
      ...(subscription === undefined ? {} : { subscription }),
      ...(attempt === undefined ? {} : { attempt }),
      isRepeat: webhookId !== undefined && isSeen(webhookId),
      bytes: Buffer.byteLength(body),
      ...(response.writableFinished && !isGone ? { status } : {}),
    });
  }

  function isSeen(id: string): boolean {
    if (seen.has(id)) return true;
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > MOST_IDS && oldest !== undefined) seen.delete(oldest);
    return false;
  }
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
