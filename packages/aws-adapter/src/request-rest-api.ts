import { decodeBody, firstValues, type TranslatedRequest } from './request-parts';

/** The part that is read of an event of payload format 1.0: REST APIs, and HTTP APIs that are set to it. */
export interface RestApiEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly queryStringParameters?: Readonly<Record<string, string>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: object;
}

/** True for payload format 1.0 of API Gateway. */
export function isRestApiEvent(event: unknown): event is RestApiEvent {
  const { httpMethod, path, requestContext } = (event ?? {}) as Partial<RestApiEvent>;
  return (
    typeof httpMethod === 'string' &&
    typeof path === 'string' &&
    typeof requestContext === 'object' &&
    requestContext !== null
  );
}

/** `path` is without the stage already. Query values come decoded; the multi-value form has all values of a repeated name, the other only the last. */
export function fromRestApi(event: RestApiEvent): TranslatedRequest {
  const multi = event.multiValueQueryStringParameters ?? {};
  const single = event.queryStringParameters ?? {};
  const pairs = [
    ...Object.entries(multi).flatMap(([name, values]) => values.map((value) => [name, value] as const)),
    ...Object.entries(single),
  ];
  return {
    method: event.httpMethod.toUpperCase(),
    path: event.path,
    query: firstValues(pairs),
    body: decodeBody(event.body, event.isBase64Encoded),
  };
}
