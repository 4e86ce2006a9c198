/** An error as Tablestore answers it: an HTTP status, and a code and a message in the body. */
export class OtsError extends Error {
  override readonly name = 'OtsError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const badParameter = (message: string) => new OtsError(400, 'OTSParameterInvalid', message);
export const noSuchObject = (name: string) =>
  new OtsError(404, 'OTSObjectNotExist', `Requested table does not exist: ${name}.`);
export const authFailed = (message: string) => new OtsError(403, 'OTSAuthFailed', message);
export const conditionFailed = () => new OtsError(403, 'OTSConditionCheckFail', 'Condition check failed.');
