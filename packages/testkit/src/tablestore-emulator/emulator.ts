import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenLocally } from '../local-server';
import { decode, encode, isMessage } from './messages';
import { type Instance, OPERATIONS } from './operations';
import { authFailed, badParameter, OtsError } from './ots-error';
import { type AccessKey, checkSignature } from './signature';

/**
 * How a request can fail: `busy` and `conflict` are answers (503, 409) to a request that was not done, `denied` (403) too;
 * `timeout` is the answer 503 after it was done, or refused; `drop` and `drop_after` close the socket before and after that;
 * `hang` never answers; `cut` ends in the middle of the answer; `garbage` answers 200 with bytes of another protocol.
 */
export type Fault =
  | 'pass'
  | 'busy'
  | 'conflict'
  | 'denied'
  | 'timeout'
  | 'drop'
  | 'drop_after'
  | 'hang'
  | 'cut'
  | 'garbage';

/** A Tablestore on this machine. */
export interface TablestoreEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly instance: string;
  /** The credentials that it accepts; to be changed at will. */
  keys: readonly AccessKey[];
  /** What happens to the next requests, one each; those after them pass. */
  readonly faults: Fault[];
  /** The operations that were asked for, whatever became of them. */
  readonly calls: string[];
  /** How many connections were opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

const ANSWERS = {
  busy: new OtsError(503, 'OTSServerBusy', 'Server is busy.'),
  conflict: new OtsError(409, 'OTSRowOperationConflict', 'Data is being modified by the other request.'),
  denied: new OtsError(403, 'OTSNoPermissionAccess', 'You have no permission to access the requested resource.'),
  timeout: new OtsError(503, 'OTSTimeout', 'Operation timeout.'),
} as const;

/**
 * Starts a Tablestore that speaks the service's wire protocol on a socket: signed requests, protobuf messages, rows in
 * PlainBuffer, conditions, ranges, batches and global secondary indexes. There is no other to test against.
 * @param options.indexDelayMs how long an index lags behind its table. @default 0
 * @param options.pageBytes a page of GetRange ends after so many bytes. @default 4 MiB, as in the service
 */
export async function startTablestoreEmulator(options: {
  readonly instance: string;
  readonly keys: readonly AccessKey[];
  readonly indexDelayMs?: number;
  readonly pageBytes?: number;
}): Promise<TablestoreEmulator> {
  const { indexDelayMs = 0 } = options;
  const data: Instance = {
    tables: new Map(),
    later: (change) => void (indexDelayMs === 0 ? change() : setTimeout(change, indexDelayMs)),
    pageBytes: options.pageBytes ?? 4 * 1024 * 1024,
  };
  let connections = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const operation = request.url?.slice(1) ?? '';
    emulator.calls.push(operation);
    const fault = emulator.faults.shift() ?? 'pass';
    if (fault === 'hang') return;
    if (fault === 'drop') return void request.socket.destroy();
    if (fault === 'busy' || fault === 'conflict' || fault === 'denied') return refuse(response, ANSWERS[fault]);
    const { status, message } = run(request, operation, body);
    if (fault === 'timeout') return refuse(response, ANSWERS.timeout);
    if (fault === 'drop_after') return void request.socket.destroy();
    if (fault === 'garbage') return reply(response, 200, Buffer.from('<html>504 Gateway Time-out</html>'));
    if (fault === 'cut') {
      response.writeHead(status, { 'content-length': message.length + 10 });
      response.write(message, () => request.socket.destroy());
      return;
    }
    reply(response, status, message);
  }

  function run(request: IncomingMessage, operation: string, body: Buffer): { status: number; message: Buffer } {
    try {
      return { status: 200, message: perform(request, operation, body) };
    } catch (error) {
      return failure(error instanceof OtsError ? error : new OtsError(500, 'OTSInternalServerError', String(error)));
    }
  }

  function perform(request: IncomingMessage, operation: string, body: Buffer): Buffer {
    const headers = request.headers as Record<string, string>;
    if (request.method !== 'POST') throw badParameter('Requests are POSTed.');
    if (headers['x-ots-instancename'] !== options.instance) throw authFailed('The instance is not found.');
    checkSignature({ path: request.url ?? '', headers, body }, emulator.keys);
    const handle = OPERATIONS[operation];
    if (handle === undefined || !isMessage(`${operation}Request`)) {
      throw new OtsError(404, 'OTSUnsupportOperation', `The emulator has no ${operation}.`);
    }
    return encode(`${operation}Response`, handle(data, decode(`${operation}Request`, body)));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', () => {
    connections++;
  });
  const { url, close } = await listenLocally(server);

  const emulator: TablestoreEmulator = {
    endpoint: url,
    instance: options.instance,
    keys: options.keys,
    faults: [],
    calls: [],
    connections: () => connections,
    close,
  };
  return emulator;
}

function failure({ status, code, message }: OtsError): { status: number; message: Buffer } {
  return { status, message: encode('Error', { code, message }) };
}

function refuse(response: ServerResponse, error: OtsError): void {
  const { status, message } = failure(error);
  reply(response, status, message);
}

function reply(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-length': body.length, 'x-ots-requestid': 'emulated' }).end(body);
}
