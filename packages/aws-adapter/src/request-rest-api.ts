import { decodeBody, firstValues, ownPath, type TranslatedRequest } from './request-parts';

/** The part that is read of an event of payload format 1.0: REST APIs, and HTTP APIs that are set to it. */
export interface RestApiEvent {
  /** `1.0` from an HTTP API, absent from a REST API. */
  readonly version?: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly queryStringParameters?: Readonly<Record<string, string>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly stage?: string };
}

/**
 * True for payload format 1.0 of API Gateway. Two others look like it: an event of a load balancer (`requestContext.elb`), whose
 * query comes undecoded, and what an authorizer is asked (`methodArn`), which has no body.
 */
export function isRestApiEvent(event: unknown): event is RestApiEvent {
  const { httpMethod, path, requestContext, methodArn } = (event ?? {}) as Partial<
    RestApiEvent & { methodArn: unknown }
  >;
  return (
    typeof httpMethod === 'string' &&
    typeof path === 'string' &&
    typeof requestContext === 'object' &&
    requestContext !== null &&
    !('elb' in requestContext) &&
    methodArn === undefined
  );
}

/**
 * `path` comes without the stage from a REST API, with it from an HTTP API. Query values come decoded; the multi-value form has all
 * values of a repeated name, the other only the last.
 */
export function fromRestApi(event: RestApiEvent): TranslatedRequest {
  const multi = event.multiValueQueryStringParameters ?? {};
  const single = event.queryStringParameters ?? {};
  const pairs = [
    ...Object.entries(multi).flatMap(([name, values]) => values.map((value) => [name, value] as const)),
    ...Object.entries(single),
  ];
  return {
    method: event.httpMethod.toUpperCase(),
    path: ownPath(event.path, event.version === undefined ? undefined : event.requestContext.stage),
    query: firstValues(pairs),
    body: decodeBody(event.body, event.isBase64Encoded),
  };
}
