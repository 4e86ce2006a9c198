import type { AdminRequest } from '@dinghub/console';
import { type LambdaContext, toCallbackRequest } from './request';

/**
 * Translates an event of API Gateway or of a Function URL for the admin API, which reads what the callback edge does not: the
 * headers, and the query as one text. Payload 1.0 has its parameters decoded, each with all of its values.
 * @throws TypeError for any other event: it says which properties it has, and none of their values
 */
export function toAdminRequest(event: unknown, context: LambdaContext): AdminRequest {
  const { method, path, body, requestId } = toCallbackRequest(event, context);
  const { headers, rawQueryString, multiValueQueryStringParameters } = event as HttpEvent;
  const pairs = Object.entries(multiValueQueryStringParameters ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return {
    method,
    path,
    rawQuery: rawQueryString ?? new URLSearchParams(pairs).toString(),
    headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
    body,
    requestId,
  };
}

/** What is read here of either payload. */
interface HttpEvent {
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly rawQueryString?: string;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>> | null;
}
