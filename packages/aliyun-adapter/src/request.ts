import type { CallbackRequest } from '@dinghub/core';
import type { Credentials } from './client';
import { fromApiGateway, isApiGatewayEvent } from './request-api-gateway';
import { fromHttpTrigger, isHttpTriggerEvent } from './request-http-trigger';

/** What Function Compute tells about an invocation. */
export interface FcContext {
  readonly requestId: string;
  /** Of the function's role, for a limited time: to be read at every invocation. */
  readonly credentials: Credentials;
  /** `timeout` in seconds. */
  readonly function?: { readonly timeout?: number };
}

/**
 * Translates an event of an HTTP trigger (`version: "v1"`) or of API Gateway.
 * @param event the bytes that Function Compute hands over
 * @throws TypeError for any other event: it says which properties it has, and none of their values
 */
export function toCallbackRequest(event: Uint8Array, context: FcContext): CallbackRequest {
  const parsed = parse(event);
  const timeout = context.function?.timeout;
  const invocation = {
    requestId: context.requestId,
    ...(timeout === undefined ? {} : { remainingMs: timeout * 1000 }),
  };
  if (isHttpTriggerEvent(parsed)) return { ...fromHttpTrigger(parsed), ...invocation };
  if (isApiGatewayEvent(parsed)) return { ...fromApiGateway(parsed), ...invocation };
  const shape =
    typeof parsed === 'object' && parsed !== null ? `{${Object.keys(parsed).slice(0, 20).join(', ')}}` : typeof parsed;
  throw new TypeError(
    `This function answers HTTP triggers (FC 3.0) and API Gateway. It was invoked with ${shape}: check its triggers.`,
  );
}

/** The event's JSON; undefined for what is none. */
function parse(event: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(event).toString());
  } catch {
    return undefined;
  }
}
