import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as TlsAgent } from 'node:https';

/** One request of the admin API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute. What follows the host is sent as it stands: no parser resolves an id of two dots. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came of it: an answer, or the system's code for why there is none. */
export type Exchange =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }
  | { readonly kind: 'none'; readonly code: string };

/** Sends a request. Never rejects. */
export type Send = (request: ApiRequest) => Promise<Exchange>;

/** Replays take some seconds a call; no hub takes longer than its platform lets it. */
const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;

/** Stand for what the system has no code for. */
export const TIMED_OUT = 'timeout';
export const TOO_LARGE = 'too_large';

/**
 * Creates what sends requests. Only reading goes over connections that are used again: when one turns out to be closed, the request
 * is sent once more, and nothing can have been done twice.
 * @param options.timeoutMs from the first byte sent to the last received. @default 60 s
 */
export function createSend(options: { readonly timeoutMs?: number; readonly maxBytes?: number } = {}): Send {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_ANSWER_BYTES } = options;
  const agents = { 'http:': new Agent({ keepAlive: true }), 'https:': new TlsAgent({ keepAlive: true }) };

  return async function send(request): Promise<Exchange> {
    const { method, url, headers, body } = request;
    const { protocol, hostname, port } = new URL(url);
    const isTls = protocol === 'https:';
    const agent = method === 'GET' ? agents[isTls ? 'https:' : 'http:'] : false;

    const [exchange, isStale] = await new Promise<readonly [Exchange, boolean]>((resolve) => {
      const none = (code: string) => resolve([{ kind: 'none', code }, false]);
      const sent = (isTls ? requestHttps : requestHttp)({
        method,
        host: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: url.slice(url.indexOf('/', protocol.length + 2)),
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
        agent,
        // Said, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing: the requests carry the admin token.
        rejectUnauthorized: true,
      });
      const timer = setTimeout(() => {
        none(TIMED_OUT);
        sent.destroy();
      }, timeoutMs);
      sent.on('error', (error: NodeJS.ErrnoException) => {
        resolve([{ kind: 'none', code: error.code ?? 'unknown' }, sent.reusedSocket && error.code === 'ECONNRESET']);
      });
      sent.on('close', () => clearTimeout(timer));
      sent.on('response', (response) => {
        read(response, maxBytes).then(
          (answer) => resolve([answer, false]),
          (error: NodeJS.ErrnoException) => none(error.code ?? 'unknown'),
        );
      });
      sent.end(body);
    });
    return isStale ? send(request) : exchange;
  };
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Exchange> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return { kind: 'none', code: TOO_LARGE };
    chunks.push(chunk);
  }
  const { statusCode: status = 0, headers } = response;
  return { kind: 'answer', status, headers, text: Buffer.concat(chunks).toString('utf8') };
}
