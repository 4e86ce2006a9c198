import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ApiOutcome, HttpPort } from '@dinghub/core/dingtalk';

type FailureCode = Extract<ApiOutcome, { kind: 'failed' }>['code'];

const TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** What the system's codes mean; whatever is not here, and no certificate's fault, is the connection. */
const CODES: Readonly<Record<string, FailureCode>> = {
  ENOTFOUND: 'E_DNS',
  EAI_AGAIN: 'E_DNS',
  EPROTO: 'E_TLS',
};

/** Codes of a connection that was never there: nothing can have been sent. */
const NO_CONNECTION = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

const TLS = /^(ERR_(TLS|SSL)_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/**
 * The network port over node:https and node:http: one connection a call, no redirect followed, 10 s for all of it, bodies of up to
 * 8 MiB. An answer that is cut short or too large is a failure. Logs nothing, and no message holds the URL.
 * @param options.timeoutMs @default 10 000
 * @param options.maxBodyBytes @default 8 MiB
 * @param options.abandon aborted: calls are given up, without knowing whether they were done
 */
export function createNodeHttpPort(
  options: { readonly timeoutMs?: number; readonly maxBodyBytes?: number; readonly abandon?: AbortSignal } = {},
): HttpPort {
  const { timeoutMs = TIMEOUT_MS, maxBodyBytes = MAX_BODY_BYTES, abandon } = options;

  return ({ method, url, headers, body }) =>
    new Promise((resolve) => {
      const end = (outcome: ApiOutcome) => {
        clearTimeout(timer);
        abandon?.removeEventListener('abort', giveUp);
        resolve(outcome);
        if (outcome.kind === 'failed') request?.destroy();
      };
      const fail = (code: FailureCode, message: string) =>
        end({ kind: 'failed', code, message, ...(NO_CONNECTION.includes(message) ? { isUnsent: true } : {}) });
      const timer = setTimeout(() => fail('E_TIMEOUT', `no whole answer within ${timeoutMs} ms`), timeoutMs);
      let request: ReturnType<typeof httpRequest> | undefined;
      const giveUp = () => fail('E_CONNECTION', 'given up');
      abandon?.addEventListener('abort', giveUp);
      try {
        const send = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
        // No agent: a connection that is kept would keep the command from ending. The other one is said, so that
        // NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing: the calls carry the app's secret.
        const how = { agent: false, rejectUnauthorized: true };
        const sent = { 'accept-encoding': 'identity', ...headers, ...length };
        request = send(url, { method, headers: sent, ...how }, (response) => {
          readBody(response, maxBodyBytes).then(
            (text) =>
              text === undefined
                ? fail('E_RESPONSE', 'the answer was cut short or is too large')
                : end({
                    kind: 'answer',
                    status: response.statusCode ?? 0,
                    headers: singleHeaders(response),
                    body: text,
                  }),
            () => fail('E_RESPONSE', 'the answer was cut short'),
          );
        });
        request.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => fail(failureCode(code), code));
        request.end(body);
      } catch {
        fail('E_CONNECTION', 'the request cannot be sent');
      }
    });
}

/** The whole body; undefined when there is less of it than was said, or more than is allowed. Rejects when it is cut. */
async function readBody(response: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return response.complete ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function singleHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const pairs = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

function failureCode(code: string): FailureCode {
  if (/^HPE_/.test(code)) return 'E_RESPONSE';
  return CODES[code] ?? (TLS.test(code) ? 'E_TLS' : 'E_CONNECTION');
}
