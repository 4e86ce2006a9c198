import { InvalidCursor, StoreUnavailable } from '@dinghub/core';
import { InvalidPattern, InvalidSubscription, WorkQueueUnavailable } from '@dinghub/core/dispatch';
import { type AdminResponse, respond } from './http';

/** Status and usual message of every error answer, by its code. */
const ERRORS = {
  admin_disabled: [401, 'The admin API is switched off. Set DINGHUB_ADMIN_TOKEN to switch it on.'],
  unauthorized: [401, 'Send the admin token in a header: Authorization: Bearer <token>.'],
  invalid_json: [400, 'The body is not JSON.'],
  invalid_request: [400, 'The request cannot be understood; problems says why.'],
  invalid_cursor: [400, 'The cursor was not issued by this listing.'],
  invalid_subscription: [400, 'The subscription has problems.'],
  invalid_pattern: [400, 'The event pattern has a problem.'],
  not_found: [404, 'There is nothing at this path.'],
  method_not_allowed: [405, 'This path does not have this method.'],
  subscription_exists: [409, 'There is a subscription with this id.'],
  subscription_disabled: [409, 'The subscription is disabled. Resume it first.'],
  no_signing_secret: [409, 'The sink of this subscription has no signing secret: it signs with keys of its own.'],
  body_too_large: [413, 'The body is larger than 1 MiB.'],
  internal_error: [500, 'Something went wrong here. Try again.'],
  store_unavailable: [503, 'The store does not answer now. Try again.'],
  work_queue_unavailable: [503, 'The work queue does not answer now. What was asked for may come a little later.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

/** Codes of error answers, in `{"error":{"code","message","requestId"}}`. Stable names. */
export type AdminErrorCode = keyof typeof ERRORS;

/** Every code, for the OpenAPI document. */
export const ADMIN_ERROR_CODES = Object.keys(ERRORS) as readonly AdminErrorCode[];

/** What an error answer says besides its code. */
export interface ErrorDetails {
  /** @default the usual message of the code */
  readonly message?: string;
  /** Everything that is wrong, one sentence each. */
  readonly problems?: readonly string[];
  /** Where in an event pattern it is wrong. */
  readonly path?: string;
  /** For a 405: the methods that the path does have. */
  readonly allow?: string;
}

/** An error answer, thrown by whatever part of the API finds it out. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  constructor(
    readonly code: AdminErrorCode,
    readonly details: ErrorDetails = {},
  ) {
    super(details.message ?? ERRORS[code][1]);
  }
}

/** The status that goes with a code. */
export function statusOf(code: AdminErrorCode): number {
  return ERRORS[code][0];
}

/** The error answer for what core throws; undefined for what nobody foresaw. */
export function toAdminError(error: unknown): AdminError | undefined {
  if (error instanceof AdminError) return error;
  if (error instanceof InvalidSubscription) {
    return new AdminError('invalid_subscription', { problems: error.problems });
  }
  if (error instanceof InvalidPattern) {
    return new AdminError('invalid_pattern', { message: error.message, path: error.path });
  }
  if (error instanceof InvalidCursor) return new AdminError('invalid_cursor');
  if (error instanceof StoreUnavailable) return new AdminError('store_unavailable');
  if (error instanceof WorkQueueUnavailable) return new AdminError('work_queue_unavailable');
  return undefined;
}

/** So many problems are named; a body of 1 MiB can have a hundred thousand. */
const MOST_PROBLEMS = 50;

/** The answer that an error is. */
export function refuse({ code, message, details }: AdminError, requestId: string): AdminResponse {
  const { problems, path, allow } = details;
  const status = statusOf(code);
  const error = {
    code,
    message,
    requestId,
    ...(problems === undefined ? {} : { problems: someOf(problems) }),
    ...(path === undefined ? {} : { path }),
  };
  return respond(
    status,
    { error },
    {
      ...(allow === undefined ? {} : { allow }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="dinghub"' } : {}),
    },
  );
}

function someOf(problems: readonly string[]): readonly string[] {
  const more = problems.length - MOST_PROBLEMS;
  return more <= 0 ? problems : [...problems.slice(0, MOST_PROBLEMS), `And ${more} more.`];
}
