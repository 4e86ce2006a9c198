import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { isJsonObject, type JsonObject } from '@dinghub/core';
import { listenLocally } from '../local-server';
import { garbled, halve, REFUSALS, type SqsFault } from './faults';
import type { Message } from './message';
import { OPERATIONS } from './operations';
import { createService } from './service';
import { SqsError } from './sqs-error';

/** A request that the emulator got, whatever became of it. */
export interface SqsRequest {
  readonly operation: string;
  readonly input: JsonObject;
}

/** An SQS on this machine. */
export interface SqsEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly requests: readonly SqsRequest[];
  /** Lets the next requests of an operation fail, one each. */
  fail(operation: string, ...faults: readonly SqsFault[]): void;
  /** How many copies of a message that is sent get into the queue: 0 loses it. @default 1 */
  copies: number;
  /** What a queue holds, in whatever state. */
  messages(queueUrl: string): readonly Readonly<Message>[];
  close(): Promise<void>;
}

const POLL_MS = 10;

/**
 * Starts an SQS that speaks the service's JSON protocol on a socket: standard queues with delays, visibility timeouts, receive
 * counts, redrive, fair groups, limits and checksums. It has neither FIFO queues nor message attributes.
 * @param options.clock of delays and timeouts. @default Date.now
 * @param options.maxBytes of a message and of a batch. @default 256 KiB
 */
export async function startSqsEmulator(
  options: { readonly clock?: () => number; readonly maxBytes?: number } = {},
): Promise<SqsEmulator> {
  const { clock = Date.now, maxBytes = 256 * 1024 } = options;
  const requests: SqsRequest[] = [];
  const faults = new Map<string, SqsFault[]>();
  let isOpen = true;
  const pause = async () => {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    return isOpen;
  };
  const service = createService({ clock, maxBytes, pause });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { operation, input } = readRequest(request, await text(request));
    requests.push({ operation, input });
    const fault = faults.get(operation)?.shift() ?? 'pass';
    if (fault === 'hang') return;
    if (fault === 'drop') return void request.socket.destroy();
    const refusal = REFUSALS[fault];
    if (refusal !== undefined) throw refusal;
    const result = await perform(operation, input, fault);
    if (fault === 'drop_after') return void request.socket.destroy();
    const json = JSON.stringify(result);
    reply(response, 200, fault === 'garble' ? garbled(json) : json);
  }

  async function perform(operation: string, input: JsonObject, fault: SqsFault): Promise<JsonObject> {
    const handle = OPERATIONS[operation];
    if (handle === undefined) throw new SqsError('UnsupportedOperation', `The emulator has no ${operation}.`);
    const call = { service, origin: emulator.endpoint };
    if (fault !== 'partial') return handle({ ...call, input });
    const { input: kept, failed } = halve(input);
    const isEmpty = !Array.isArray(kept.Entries) || kept.Entries.length === 0;
    return { ...(isEmpty ? { Successful: [] } : await handle({ ...call, input: kept })), Failed: failed };
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      refuse(response, error instanceof SqsError ? error : new SqsError('InternalFailure', String(error), 500));
    });
  });
  const { url, close } = await listenLocally(server);

  const emulator: SqsEmulator = {
    endpoint: url,
    requests,
    fail: (operation, ...more) => void faults.set(operation, [...(faults.get(operation) ?? []), ...more]),
    get copies() {
      return service.copies;
    },
    set copies(count) {
      service.copies = count;
    },
    messages: (queueUrl) => service.queue(new URL(queueUrl).pathname.split('/').at(-1) ?? '').messages(),
    async close() {
      isOpen = false;
      await close();
    },
  };
  return emulator;
}

/** Reads a request of the JSON protocol. That it is signed for SQS is checked, the signature itself is not. */
function readRequest({ method, headers }: IncomingMessage, body: string): SqsRequest {
  const [, operation] = /^AmazonSQS\.(\w+)$/.exec(String(headers['x-amz-target'])) ?? [];
  if (method !== 'POST' || operation === undefined || headers['content-type'] !== 'application/x-amz-json-1.0') {
    throw new SqsError('InvalidAction', 'The emulator speaks the JSON protocol alone.');
  }
  if (!/^AWS4-HMAC-SHA256 Credential=\S+\/sqs\/aws4_request/.test(headers.authorization ?? '')) {
    throw new SqsError('MissingAuthenticationTokenException', 'The request is not signed for SQS.', 403);
  }
  const input: unknown = JSON.parse(body);
  if (!isJsonObject(input)) throw new SqsError('SerializationException', 'The body is no JSON object.');
  return { operation, input };
}

function refuse(response: ServerResponse, { code, queryCode, status, message }: SqsError): void {
  response.setHeader('x-amzn-query-error', `${queryCode};${status < 500 ? 'Sender' : 'Receiver'}`);
  reply(response, status, JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }));
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
}
