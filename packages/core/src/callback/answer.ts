import type { JsonObject } from '../json';
import type { CallbackErrorCode, CallbackResponse } from './http';

/** Why a request was refused: `code` goes out, `reason` goes into the log alone. */
export interface Refusal {
  readonly code: CallbackErrorCode;
  readonly reason: string;
  /** The methods that the path does have, for a 405. */
  readonly allow?: string | undefined;
}

/** A request that goes no further. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** Refuses for a reason; without one, the code says all. */
export function refused(code: CallbackErrorCode, reason: string = code, allow?: string): Refused {
  return { kind: 'refused', refusal: { code, reason, allow } };
}

/** Status and outward message of every refusal. The messages help an honest caller and tell an attacker nothing. */
const REFUSALS: Readonly<Record<CallbackErrorCode, readonly [status: number, message: string]>> = {
  body_too_large: [413, 'The body is larger than 1 MiB.'],
  malformed_request: [
    400,
    'Expected signature, timestamp and nonce in the query and {"encrypt": "<base64>"} in the body.',
  ],
  signature_mismatch: [401, 'The signature does not match.'],
  envelope_rejected: [403, 'The envelope is not accepted.'],
  unknown_app: [404, 'There is no such app.'],
  not_found: [404, 'There is nothing at this path.'],
  method_not_allowed: [405, 'This path does not have this method.'],
  store_unavailable: [503, 'The event could not be stored in time. Try again.'],
  internal_error: [500, 'Something went wrong here. Try again.'],
};

/** A JSON answer. */
export function answer(
  status: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): CallbackResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** The answer to a refused request: `{"error":{"code","message","requestId"}}`. */
export function refuse(code: CallbackErrorCode, requestId: string, allow?: string): CallbackResponse {
  const [status, message] = REFUSALS[code];
  return answer(status, { error: { code, message, requestId } }, allow === undefined ? {} : { allow });
}
