import type { HubEvent, JsonObject } from '@dinghub/core';
import type { Authorisation, DeliveryState, RateLimit, SubscriptionState, SyncRowKey } from '@dinghub/core/dispatch';

/** One try of a delivery, as the admin API shows it. Times are ISO 8601. */
export interface ShownAttempt {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly response?: string;
  readonly nextAttemptAt?: string;
}

/** A delivery, as the admin API shows it. */
export interface ShownDelivery {
  readonly eventId: string;
  readonly eventType: string;
  readonly subscriptionId: string;
  readonly state: DeliveryState;
  readonly trigger: 'event' | 'replay';
  readonly openedAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly tries: number;
  readonly attempts: readonly ShownAttempt[];
  readonly nextAttemptAt?: string;
  readonly leaseUntil?: string;
  readonly waiting?: string;
  readonly reason?: string;
}

/** An event, as the admin API shows it. */
export type ShownEvent = HubEvent & { readonly receivedAt: string };

/** A subscription, as the admin API shows it: without its secrets. */
export interface ShownSubscription {
  readonly id: string;
  readonly description?: string;
  readonly pattern: JsonObject;
  readonly sink: {
    readonly kind: string;
    readonly url: string;
    readonly ownerKey?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly rateLimit?: RateLimit;
  readonly maxInFlight?: number;
  readonly state: SubscriptionState;
  readonly disabledReason?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly health?: { readonly breaker: 'open' | 'closed'; readonly failingSince?: string };
  /** Only where it was just made. */
  readonly secret?: string;
}

/** A suite_ticket, as the admin API shows it. */
export interface ShownTicket {
  readonly suiteTicket: string;
  readonly at: string;
}

/** An organisation of a third-party app, as the admin API shows it. */
export interface ShownOrganisation {
  readonly corpId: string;
  readonly state: Authorisation;
  readonly at?: string;
  readonly eventType?: string;
  readonly eventId?: string;
}

/** A SyncHTTP row, as the admin API shows it. */
export interface ShownRow extends SyncRowKey {
  readonly modifiedAt: string;
  readonly eventType: string;
  readonly eventId: string;
  /** As it was sent. */
  readonly row: JsonObject;
}

/** What one attempt with a test event came to. */
export type TestResult = Omit<ShownAttempt, 'startedAt' | 'nextAttemptAt'> & { readonly delivered: boolean };

/** A page of a listing. */
export interface ShownPage<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}
