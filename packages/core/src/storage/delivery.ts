import type { HttpFailureCode } from '../delivery/http-sender';

/** What became of one event for one subscription. `cancelled`: the subscription was deleted before it had the event. */
export type DeliveryState = 'pending' | 'delivered' | 'dead' | 'cancelled';

/** What is waited for, where a delivery is due but must not be tried: a wait is no failed attempt. */
export type Waiting = 'paused' | 'breaker' | 'limit';

/** Why an attempt failed: no answer, an answer that is not 2xx (`E_HTTP`), or one that does not open to `success` (`E_RESPONSE`). */
export type AttemptCode = HttpFailureCode | 'E_HTTP';

/** One try of a delivery. Times are epoch ms. */
export interface Attempt {
  readonly startedAt: number;
  readonly durationMs: number;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** Absent when it succeeded. */
  readonly code?: AttemptCode;
  /** For people. */
  readonly message?: string;
  /** The first 2 KiB of the answer. */
  readonly response?: string;
  /** When it is tried again; absent when it is not. */
  readonly nextAttemptAt?: number;
}

/** One event for one subscription, with every attempt. There is at most one for each pair, so the pair is its id. */
export interface Delivery {
  readonly eventId: string;
  readonly eventType: string;
  readonly subscriptionId: string;
  /** Which subscription of that id it is for. */
  readonly incarnation: string;
  readonly state: DeliveryState;
  /** What opened it last: the event's arrival or an operator's replay. */
  readonly trigger: 'event' | 'replay';
  /** When it was opened last; the schedule of attempts starts here. */
  readonly openedAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Attempts since it was opened last. */
  readonly tries: number;
  /** The last ones, the oldest first. */
  readonly attempts: readonly Attempt[];
  /** While pending: not before this instant. */
  readonly nextAttemptAt?: number;
  /** While pending: a worker has it until then. */
  readonly leaseUntil?: number;
  readonly waiting?: Waiting;
  /** Why it is dead or cancelled: `attempts_exhausted`, `expired`, `gone`, `subscription_disabled`, `subscription_deleted`, `event_missing`. */
  readonly reason?: string;
  /** When the store may drop it. */
  readonly expiresAt?: number;
  /** Of the record: the fencing token. */
  readonly version: number;
}
