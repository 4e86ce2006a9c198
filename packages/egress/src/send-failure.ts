import type { HttpFailureCode } from '@dinghub/core/dispatch';

/** Why there is no answer. Its message is for people: it names the host, and holds no header, no body and no path. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  constructor(
    readonly code: HttpFailureCode,
    message: string,
  ) {
    super(message);
  }
}
