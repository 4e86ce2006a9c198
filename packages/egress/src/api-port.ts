import type { ApiOutcome, ApiRequest, HttpPort, Origins } from '@dinghub/core/dingtalk';
import { Agent, buildConnector } from 'undici';
import { toConnectFailure } from './connect-failure';
import { toExchangeFailure } from './exchange-failure';
import { toAnswerHeaders, toRequestHeaders } from './headers';
import { MAX_HEAD_BYTES } from './limits';
import { SendFailure } from './send-failure';

const CONNECT_MS = 5000;
const TOTAL_MS = 10_000;
/** A page of 200 failed approvals has some 200 KB. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What the system's resolver says of a name without an address, or when it has no answer. */
const NO_ADDRESS = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL'];

/**
 * Creates the way to DingTalk's APIs. It calls the given origins and nothing else, follows no redirect, uses no proxy, and opens
 * a connection for each call: on one that was kept, and that the other side had closed, nobody knows whether a call was heard, and
 * a page of the failed list is given once.
 * @param options.origins `DINGTALK_ORIGINS`, or a simulator's
 * @param options.timeoutMs for all of a call. @default 10 s
 * @param options.maxBytes of an answer; a longer one is none. @default 8 MiB
 * @param options.ca certificates of authorities, in PEM, that are trusted instead of the usual ones
 * @example const http = createApiPort({ origins: DINGTALK_ORIGINS });
 */
export function createApiPort(options: {
  readonly origins: Origins;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly ca?: string;
}): HttpPort {
  const { timeoutMs = TOTAL_MS, maxBytes = MOST_BYTES, ca } = options;
  const allowed = new Set(Object.values(options.origins).map((origin: string) => new URL(origin).origin));
  const agent = new Agent({ connect: connectorWith(ca), pipelining: 0, maxHeaderSize: MAX_HEAD_BYTES });

  async function exchange(request: ApiRequest): Promise<ApiOutcome> {
    const url = parse(request.url);
    if (url === undefined || !allowed.has(url.origin) || url.username !== '' || url.password !== '') {
      throw new SendFailure('E_BLOCKED_ADDRESS', 'Only the APIs of DingTalk may be called.');
    }
    const headers = toRequestHeaders(request.headers);
    if (headers === undefined) throw new SendFailure('E_BLOCKED_ADDRESS', 'HTTP does not allow one of the headers.');
    const host = url.hostname;
    const signal = AbortSignal.timeout(timeoutMs);
    let isAnswering = false;
    try {
      const answer = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers,
        body: request.body ?? null,
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      isAnswering = true;
      const body = await wholeOf(answer.body, maxBytes, host);
      return { kind: 'answer', status: answer.statusCode, headers: toAnswerHeaders(answer.headers), body };
    } catch (error) {
      // The connector's: there was no connection. What the answer itself is refused for came over one.
      if (error instanceof SendFailure) return { ...failed(error), isUnsent: !isAnswering };
      if (signal.aborted) throw new SendFailure('E_TIMEOUT', `${host}: no whole answer within ${timeoutMs} ms.`);
      if (isAnswering) throw new SendFailure('E_RESPONSE', `${host}: the answer ended before its end.`);
      throw toExchangeFailure(error instanceof Error ? error : new Error('unknown'), host);
    }
  }

  return (request) =>
    exchange(request).catch((error: unknown) =>
      failed(error instanceof SendFailure ? error : new SendFailure('E_CONNECTION', 'The call failed.')),
    );
}

function failed({ code, message }: SendFailure) {
  return { kind: 'failed', code, message } as const;
}

function connectorWith(ca: string | undefined): buildConnector.connector {
  // Said, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing: the calls carry the app's secret.
  const connect = buildConnector({
    ...{ timeout: CONNECT_MS, autoSelectFamily: true, allowH2: false, rejectUnauthorized: true },
    ...(ca !== undefined && { ca }),
  });
  return (target, callback) => {
    connect(target, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(whyNoConnection(error, target), null);
    });
  };
}

function whyNoConnection(error: Error, { hostname, protocol }: buildConnector.Options): SendFailure {
  const { code = '' } = error as { code?: string };
  if (NO_ADDRESS.includes(code)) return new SendFailure('E_DNS', `${hostname}: the name has no address (${code}).`);
  return toConnectFailure(error, hostname, protocol === 'https:' ? 'https:' : 'http:');
}

async function wholeOf(body: AsyncIterable<Buffer>, maxBytes: number, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new SendFailure('E_RESPONSE', `${host}: the answer is longer than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
