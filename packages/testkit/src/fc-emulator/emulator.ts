import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenLocally } from '../local-server';
import type { AccessKey } from '../tablestore-emulator/signature';
import { FcError } from './fc-error';
import { type Deployed, deploy, type FcFunction, type FcFunctionSettings } from './function';
import { type InvocationRequest, readInvocationRequest } from './invocation-request';
import { createMessageQueue, type FailedInvocation } from './message-queue';
import { checkFcSignature } from './signature';
import { createSts } from './sts';

/**
 * How a request to the API can fail: `denied` (403), `missing` (404), `throttled` (429), `error` (500) and `unavailable` (503) are
 * answers to a request that was not done; `drop` and `drop_after` close the socket before and after it was; `hang` never answers;
 * `lose` accepts and forgets; `empty_json` accepts with an empty body of the type JSON; `garbage` is a 200 of somebody else's.
 */
export type FcFault =
  | 'pass'
  | 'denied'
  | 'missing'
  | 'throttled'
  | 'error'
  | 'unavailable'
  | 'drop'
  | 'drop_after'
  | 'hang'
  | 'lose'
  | 'empty_json'
  | 'garbage';

/** A request to the API that was signed well, whatever became of it. */
export interface FcCall extends InvocationRequest {
  readonly event: string;
  /** Who signed it. */
  readonly accessKeyId: string;
}

/** A Function Compute on this machine. */
export interface FcEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  /** The credentials that it accepts besides those of invocations; to be changed at will. */
  keys: readonly AccessKey[];
  /** What happens to the next requests, one each; those after them pass. */
  readonly faults: FcFault[];
  /** Whether it forgets all that it accepts. */
  isLosing: boolean;
  readonly calls: FcCall[];
  /** What came to the failure destination. */
  readonly failed: FailedInvocation[];
  /** How many asynchronous invocations have not come to an end. */
  readonly waiting: () => number;
  /** How many connections were opened. */
  readonly connections: () => number;
  deploy(name: string, code: FcFunction, settings?: FcFunctionSettings): void;
  /** What a trigger does: invokes a function with an event in JSON and gives what it returns. @throws what the function throws */
  invoke(name: string, event: object): Promise<unknown>;
  close(): Promise<void>;
}

const ANSWERS = {
  denied: new FcError(403, 'AccessDenied', 'The caller is not authorized to perform fc:InvokeFunction.'),
  missing: new FcError(404, 'FunctionNotFound', 'The function does not exist.'),
  throttled: new FcError(429, 'ResourceThrottled', 'The request is throttled.'),
  error: new FcError(500, 'InternalServerError', 'An internal error has occurred.'),
  unavailable: new FcError(503, 'ResourceExhausted', 'There are no resources left.'),
} as const;

/**
 * Starts a Function Compute that speaks the invocation API of version 2023-03-30 on a socket: signed requests, synchronous and
 * asynchronous invocations, delays, retries, and temporary credentials that differ with every invocation. There is no other to
 * test against.
 * @param options.backoffMs the pause before the first retry. @default 20: the service's seconds are too long for tests
 * @param options.onCredentials told which temporary credentials are valid from then on, so that other services accept them
 */
export async function startFcEmulator(options: {
  readonly accountId?: string;
  readonly region?: string;
  readonly keys: readonly AccessKey[];
  readonly backoffMs?: number;
  readonly onCredentials?: (valid: readonly AccessKey[]) => void;
}): Promise<FcEmulator> {
  const { accountId = '1234567890', region = 'cn-hangzhou', backoffMs = 20, onCredentials = () => {} } = options;
  const sts = createSts(onCredentials);
  const functions = new Map<string, Deployed>();
  const find = (name: string) => functions.get(name);
  const messages = createMessageQueue({ find, backoffMs, onFailure: (failed) => emulator.failed.push(failed) });
  let connections = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const fault = emulator.faults.shift() ?? 'pass';
    if (fault === 'hang') return;
    if (fault === 'drop') return void request.socket.destroy();
    if (fault === 'garbage') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>');
    try {
      await perform(request, body, fault, response);
    } catch (error) {
      refuse(response, error instanceof FcError ? error : new FcError(500, 'InternalServerError', String(error)));
    }
  }

  async function perform(
    request: IncomingMessage,
    body: Buffer,
    fault: FcFault,
    response: ServerResponse,
  ): Promise<void> {
    const headers = request.headers as Record<string, string>;
    const [path = ''] = (request.url ?? '').split('?');
    const signed = { method: request.method ?? '', path, headers, body };
    checkFcSignature(signed, [...emulator.keys, ...sts.valid()]);
    if (headers['x-fc-account-id'] !== accountId) throw ANSWERS.denied;
    const invocation = readInvocationRequest(signed);
    const accessKeyId = /^FC ([^:]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
    emulator.calls.push({ ...invocation, event: body.toString(), accessKeyId });
    if (fault in ANSWERS) throw ANSWERS[fault as keyof typeof ANSWERS];
    const target = find(invocation.functionName);
    if (target === undefined) throw ANSWERS.missing;
    if (!invocation.isAsync) return invokeNow(target, body, response);
    const requestId = randomUUID();
    const { functionName, delaySeconds } = invocation;
    if (fault !== 'lose' && !emulator.isLosing) {
      messages.keep({ functionName, requestId, event: body, delayMs: delaySeconds * 1000 });
    }
    if (fault === 'drop_after') return void request.socket.destroy();
    const type = fault === 'empty_json' ? { 'content-type': 'application/json' } : {};
    response.writeHead(202, { 'x-fc-request-id': requestId, 'content-length': 0, ...type }).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', () => {
    connections++;
  });
  const { url, close } = await listenLocally(server);

  const emulator: FcEmulator = {
    endpoint: url,
    accountId,
    region,
    keys: options.keys,
    faults: [],
    isLosing: false,
    calls: [],
    failed: [],
    waiting: messages.size,
    connections: () => connections,
    deploy(name, code, settings = {}) {
      functions.set(name, deploy(name, code, settings, { accountId, region, sts }));
    },
    async invoke(name, event) {
      const target = find(name);
      if (target === undefined) throw ANSWERS.missing;
      return target.invoke(Buffer.from(JSON.stringify(event)));
    },
    async close() {
      messages.close();
      await close();
    },
  };
  return emulator;
}

async function invokeNow(target: Deployed, event: Buffer, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  try {
    const result = await target.invoke(event, requestId);
    const text = typeof result === 'string' ? result : (JSON.stringify(result) ?? '');
    response.writeHead(200, { 'x-fc-request-id': requestId }).end(text);
  } catch (error) {
    // The API call has succeeded; the function has not.
    const headers = { 'x-fc-request-id': requestId, 'x-fc-error-type': 'UnhandledInvocationError' };
    response.writeHead(200, headers).end(JSON.stringify({ errorMessage: String(error) }));
  }
}

/** As version 2023-03-30 has it: the one before says `ErrorCode` and `ErrorMessage`. */
function refuse(response: ServerResponse, { status, code, message }: FcError): void {
  const requestId = randomUUID();
  const body = JSON.stringify({ RequestId: requestId, Code: code, Message: message });
  response.writeHead(status, { 'content-type': 'application/json', 'x-fc-request-id': requestId }).end(body);
}
