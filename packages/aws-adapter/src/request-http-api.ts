import { decodeBody, firstValues, ownPath, type TranslatedRequest } from './request-parts';

/** The part that is read of an event of payload format 2.0: HTTP APIs and Function URLs. */
export interface HttpApiEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly stage?: string; readonly http: { readonly method: string } };
}

/** True for payload format 2.0. What an authorizer is asked looks like it, but has a `routeArn`. */
export function isHttpApiEvent(event: unknown): event is HttpApiEvent {
  const { version, rawPath, requestContext, routeArn } = (event ?? {}) as Partial<HttpApiEvent & { routeArn: unknown }>;
  return (
    version === '2.0' &&
    typeof rawPath === 'string' &&
    typeof requestContext?.http?.method === 'string' &&
    routeArn === undefined
  );
}

/** `rawPath` starts with the stage, unless that is `$default`. */
export function fromHttpApi(event: HttpApiEvent): TranslatedRequest {
  return {
    method: event.requestContext.http.method.toUpperCase(),
    path: ownPath(event.rawPath, event.requestContext.stage),
    query: firstValues(new URLSearchParams(event.rawQueryString ?? '')),
    body: decodeBody(event.body, event.isBase64Encoded),
  };
}
