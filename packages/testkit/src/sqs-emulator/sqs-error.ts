/** An error as SQS answers it. `code` is the name in the JSON protocol, `queryCode` the older one that goes into a header. */
export class SqsError extends Error {
  override readonly name = 'SqsError';
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly queryCode = code,
  ) {
    super(message);
  }
}

/** A value that SQS does not take. */
export function invalidValue(message: string): SqsError {
  return new SqsError('InvalidParameterValue', message);
}

/** The answer for a URL that names no queue. */
export function noSuchQueue(): SqsError {
  const code = 'AWS.SimpleQueueService.NonExistentQueue';
  return new SqsError('QueueDoesNotExist', 'The specified queue does not exist.', 400, code);
}
