import type { CallbackResponse } from '@dinghub/core';

/** What API Gateway (both payload formats) and Function URLs take for an answer. */
export interface LambdaResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** Translates an answer. */
export function toLambdaResponse({ status, headers, body }: CallbackResponse): LambdaResponse {
  return { statusCode: status, headers, body, isBase64Encoded: false };
}
