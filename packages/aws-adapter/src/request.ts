import type { CallbackRequest } from '@dinghub/core';
import { fromHttpApi, isHttpApiEvent } from './request-http-api';
import { fromRestApi, isRestApiEvent } from './request-rest-api';

/** What Lambda tells about an invocation. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/**
 * Translates an event of an HTTP API (payload 2.0), a Function URL (the same shape) or a REST API (payload 1.0).
 * @throws TypeError for any other event: it says which properties it has, and none of their values
 */
export function toCallbackRequest(event: unknown, context: LambdaContext): CallbackRequest {
  const invocation = { requestId: context.awsRequestId, remainingMs: context.getRemainingTimeInMillis() };
  if (isHttpApiEvent(event)) return { ...fromHttpApi(event), ...invocation };
  if (isRestApiEvent(event)) return { ...fromRestApi(event), ...invocation };
  const shape =
    typeof event === 'object' && event !== null ? `{${Object.keys(event).slice(0, 20).join(', ')}}` : typeof event;
  throw new TypeError(
    `This function answers API Gateway (HTTP API 2.0, REST API 1.0) and Function URLs. It was invoked with ${shape}: check its triggers.`,
  );
}
