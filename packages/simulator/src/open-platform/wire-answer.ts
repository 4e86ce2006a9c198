import type { ServerResponse } from 'node:http';
import { type ApiAnswer, newApiError, oapiError, topapiError } from './answers';
import type { FaultAnswer } from './faults';

/** What becomes of a call on its connection. */
export type WireAnswer =
  | { readonly kind: 'json'; readonly answer: ApiAnswer }
  | { readonly kind: 'page'; readonly status: number; readonly text: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' };

/** What banned addresses get: JSON, and called an HTML page by DingTalk. */
export const banPage = (uuid: string): WireAnswer => ({
  kind: 'page',
  status: 200,
  text: JSON.stringify({ status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid }),
});

/** What goes out in place of an answer. */
export function faultyAnswer(fault: FaultAnswer, requestId: string): WireAnswer {
  switch (fault.kind) {
    case 'ban':
      return banPage(requestId);
    case 'html': {
      const { status = 502 } = fault;
      return { kind: 'page', status, text: `<html><head><title>${status}</title></head><body>${status}</body></html>` };
    }
    case 'code':
      return { kind: 'json', answer: errorOf(fault, requestId) };
    default:
      return fault;
  }
}

function errorOf({ code, subCode, message }: FaultAnswer & { kind: 'code' }, requestId: string): ApiAnswer {
  if (subCode !== undefined) return topapiError(Number(subCode), requestId, message);
  if (typeof code === 'number') return oapiError(code, message);
  return newApiError(code.startsWith('Forbidden') ? 403 : 400, code, message ?? code, requestId);
}

/** Writes it; a call that hangs stays open until its client or the server goes. */
export function writeAnswer(response: ServerResponse, wire: WireAnswer): void {
  if (wire.kind === 'hang') return;
  if (wire.kind === 'reset') return void response.socket?.resetAndDestroy();
  if (wire.kind === 'page')
    return void response.writeHead(wire.status, { 'content-type': 'text/html;charset=UTF-8' }).end(wire.text);
  const { status, body } = wire.answer;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
