import { StoreRejected, StoreUnavailable } from '@dinghub/core';

/** Errors of DynamoDB that pass, besides every answer of 500 and more. Source: DynamoDB developer guide, "Error handling". */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottledException',
  'LimitExceededException',
  'TransactionConflictException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'AbortError',
]);

/** True when a condition did not hold: an ordinary outcome. */
export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** Turns what the SDK threw into the port's two errors; the cause is kept. */
export function translateError(error: unknown): StoreUnavailable | StoreRejected {
  const { name = 'Error', $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  // No status means that no answer came: refused, reset, timed out.
  if (PASSING.has(name) || status === undefined || status >= 500) {
    return new StoreUnavailable(`DynamoDB cannot be reached now (${name}).`, { cause: error });
  }
  return new StoreRejected(`DynamoDB refused (${name}).`, { cause: error });
}
