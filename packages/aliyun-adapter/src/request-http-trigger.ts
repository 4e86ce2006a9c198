import { decodeBody, isBody, queryOf, type TranslatedRequest } from './request-parts';

/** The part that is read of an event of an HTTP trigger of Function Compute 3.0. Source: its documentation, "HTTP trigger". */
export interface HttpTriggerEvent {
  readonly version: 'v1';
  readonly rawPath: string;
  readonly queryParameters?: Readonly<Record<string, unknown>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly http: { readonly method: string } };
}

/** True for an event of an HTTP trigger. */
export function isHttpTriggerEvent(event: unknown): event is HttpTriggerEvent {
  const { version, rawPath, requestContext, body } = (event ?? {}) as Partial<HttpTriggerEvent>;
  const hasPath = version === 'v1' && typeof rawPath === 'string';
  return hasPath && typeof requestContext?.http?.method === 'string' && isBody(body);
}

/** Query values come decoded; the path does not, and has no stage in front. */
export function fromHttpTrigger(event: HttpTriggerEvent): TranslatedRequest {
  return {
    method: event.requestContext.http.method.toUpperCase(),
    path: event.rawPath,
    query: queryOf(event.queryParameters),
    body: decodeBody(event.body, event.isBase64Encoded),
  };
}
