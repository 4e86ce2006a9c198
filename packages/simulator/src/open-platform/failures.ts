import type { Clock, JsonObject } from '@dinghub/core';
import type { FailureReason } from '../attempt';

/** An event that could not be pushed, retries included. */
export interface Failure {
  /** Grows with each failure of the application. */
  readonly id: number;
  /** Through what it was pushed: a callback registered by API, or the URL of a suite. */
  readonly origin: 'callback' | 'suite';
  readonly tag: string;
  readonly corpId: string;
  readonly event: JsonObject;
  /** When it happened, by the event itself where it tells. */
  readonly eventAt: number;
  readonly failedAt: number;
  readonly reason: FailureReason;
}

/** What could not be pushed to one application. */
export interface FailureLog {
  add(failure: Omit<Failure, 'id' | 'failedAt'>): Failure;
  /** Of the last seven days, the oldest first. */
  list(): readonly Failure[];
}

/** How long DingTalk keeps them. */
export const FAILURE_LIFETIME_MS = 7 * 86_400_000;

/** So that a laptop's simulator does not grow for ever. */
const MAX_FAILURES = 10_000;

/** Creates an empty log. */
export function createFailureLog(clock: Clock): FailureLog {
  let failures: Failure[] = [];
  let lastId = 0;

  return {
    add(details) {
      const failure = { ...details, id: ++lastId, failedAt: clock() };
      failures.push(failure);
      if (failures.length > MAX_FAILURES) failures.shift();
      return failure;
    },
    list() {
      const oldest = clock() - FAILURE_LIFETIME_MS;
      failures = failures.filter(({ failedAt }) => failedAt > oldest);
      return failures;
    },
  };
}
