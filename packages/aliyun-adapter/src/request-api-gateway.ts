import { decodeBody, isBody, queryOf, type TranslatedRequest } from './request-parts';

/** The part that is read of what Alibaba Cloud API Gateway sends to a function. */
export interface ApiGatewayEvent {
  readonly path: string;
  readonly httpMethod: string;
  /** A timestamp comes as a number. */
  readonly queryParameters?: Readonly<Record<string, unknown>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** True for an event of API Gateway. One of AWS has `queryStringParameters` and a `requestContext` instead. */
export function isApiGatewayEvent(event: unknown): event is ApiGatewayEvent {
  const { path, httpMethod, body } = (event ?? {}) as Partial<ApiGatewayEvent>;
  const hasPath = typeof path === 'string' && typeof httpMethod === 'string';
  return hasPath && isBody(body) && !('requestContext' in (event as object));
}

/** `path` is the request's, as the API in the gateway has it: without the stage. */
export function fromApiGateway(event: ApiGatewayEvent): TranslatedRequest {
  return {
    method: event.httpMethod.toUpperCase(),
    path: event.path,
    query: queryOf(event.queryParameters),
    body: decodeBody(event.body, event.isBase64Encoded),
  };
}
