import type { IncomingMessage } from 'node:http';
import { readObject, readText } from '../control-request';
import type { Api } from './api';
import type { CallLog } from './call-log';
import type { Faults } from './faults';
import { banPage, faultyAnswer, type WireAnswer } from './wire-answer';

/** Answers one call that came over the network. */
export type CallHandler = (request: IncomingMessage) => Promise<WireAnswer>;

/**
 * Creates what stands between the network and the APIs: bans, and what a test wants to go wrong.
 * @param options.isBanned counts a request of an address
 */
export function createCallHandler(options: {
  readonly api: Api;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly isBanned: (address: string) => boolean;
  readonly requestId: () => string;
}): CallHandler {
  const { api, faults, calls, isBanned, requestId } = options;

  async function answer(request: IncomingMessage, method: string, url: URL): Promise<WireAnswer> {
    const text = await readText(request);
    if (isBanned(request.socket.remoteAddress ?? '')) return banPage(requestId());
    if (text === undefined) return { kind: 'page', status: 413, text: '<html><body>413</body></html>' };
    const { pathname: path, searchParams: query } = url;
    const fault = faults.take(path);
    if (fault && !fault.takesEffect) return faultyAnswer(fault.answer, requestId());
    const result = await api({ method, path, query, body: readObject(text) });
    return fault ? faultyAnswer(fault.answer, requestId()) : { kind: 'json', answer: result };
  }

  return async (request) => {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const wire = await answer(request, method, url);
    calls.add(method, url.pathname, wire);
    return wire;
  };
}
