import type { AdminRequest } from '@dinghub/console';
import { type FcContext, toCallbackRequest } from './request';

/**
 * Translates an event of an HTTP trigger or of API Gateway for the admin API, which reads what the callback edge does not: the
 * headers, and the query as one text. The gateways hand over its parameters decoded.
 * @throws TypeError for any other event
 */
export function toAdminRequest(event: Uint8Array, context: FcContext): AdminRequest {
  const { method, path, body, requestId } = toCallbackRequest(event, context);
  const { headers, queryParameters } = JSON.parse(Buffer.from(event).toString()) as {
    readonly headers?: Readonly<Record<string, unknown>> | null;
    readonly queryParameters?: Readonly<Record<string, unknown>> | null;
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(queryParameters ?? {})) query.append(name, String(value));
  return {
    method,
    path,
    rawQuery: query.toString(),
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    body,
    requestId,
  };
}
