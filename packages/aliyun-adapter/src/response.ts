import type { CallbackResponse } from '@dinghub/core';

/** What HTTP triggers of Function Compute 3.0 and API Gateway take for an answer. */
export interface FcResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** Translates an answer. */
export function toFcResponse({ status, headers, body }: CallbackResponse): FcResponse {
  return { statusCode: status, headers, body, isBase64Encoded: false };
}
