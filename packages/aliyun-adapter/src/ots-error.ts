import { StoreRejected, StoreUnavailable } from '@dinghub/core';

/** Errors of Tablestore that pass, besides every answer of 500 and more. Source: Tablestore's documentation, "Error codes". */
const PASSING = new Set([
  'OTSServerBusy',
  'OTSRowOperationConflict',
  'OTSPartitionUnavailable',
  'OTSTableNotReady',
  'OTSTimeout',
  'OTSInternalServerError',
  'OTSServerUnavailable',
  'OTSNotEnoughCapacityUnit',
  'OTSOperationThrottled',
  'OTSQuotaExhausted',
  'OTSRequestTimeout',
]);

const ADVICE: Readonly<Record<string, string>> = {
  OTSObjectNotExist: 'Create the table with `dinghub tablestore create-tables`.',
  OTSAuthFailed: 'Check the access key, its security token and the name of the instance.',
  OTSNoPermissionAccess: 'Give the role the right to do this on the table.',
};

/** The name of what Tablestore answered, e.g. `OTSServerBusy`. The SDK leaves it inside a raw protobuf message. */
export function otsCode(error: unknown): string | undefined {
  return error instanceof Error ? /OTS[A-Za-z]+/.exec(error.message)?.[0] : undefined;
}

/** True when a condition did not hold: an ordinary outcome. */
export function isConditionFailure(error: unknown): boolean {
  return otsCode(error) === 'OTSConditionCheckFail';
}

/** True for what may go well when it is tried again, which is everything but a clear refusal. */
export function isPassing(error: unknown): boolean {
  const code = otsCode(error);
  return code === undefined || PASSING.has(code);
}

/** Turns what the SDK threw into the port's two errors; the cause is kept. */
export function translateError(error: unknown): StoreUnavailable | StoreRejected {
  const code = otsCode(error);
  const name = code ?? String((error as { code?: unknown } | undefined)?.code ?? 'Error');
  if (isPassing(error)) return new StoreUnavailable(`Tablestore cannot be reached now (${name}).`, { cause: error });
  const advice = ADVICE[name];
  return new StoreRejected(`Tablestore refused (${name}).${advice ? ` ${advice}` : ''}`, { cause: error });
}
