import type { JsonObject } from '../json';

/** `paused`: deliveries are opened and wait. `disabled`: nothing is opened, and what waits becomes a dead letter. */
export type SubscriptionState = 'active' | 'paused' | 'disabled';

/** Where a subscription's events go. */
export type Sink =
  | {
      /** A POST of the event as CloudEvents JSON, signed as Standard Webhooks says. */
      readonly kind: 'webhook';
      readonly url: string;
      /** Sent besides dinghub's own. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      /** The event sealed as DingTalk would seal it: an application written for DingTalk's callback stays unchanged. */
      readonly kind: 'dingtalk-callback';
      readonly url: string;
      readonly token: string;
      /** 43 characters. */
      readonly aesKey: string;
      readonly ownerKey: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** At most `count` attempts in any `perSeconds` seconds. */
export interface RateLimit {
  readonly count: number;
  readonly perSeconds: number;
}

/** A key that webhooks are signed with; one that was rotated out stays valid until `expiresAt` (epoch ms). */
export interface SigningSecret {
  /** `whsec_` and the base64 of 24 to 64 bytes, or `whsk_` and that of an Ed25519 key. */
  readonly secret: string;
  readonly expiresAt?: number;
}

/** A pattern plus a sink, and what the hub knows about it. Times are epoch ms. */
export interface Subscription {
  readonly id: string;
  readonly description?: string;
  /** An EventBridge event pattern over the event's JSON. */
  readonly pattern: JsonObject;
  readonly sink: Sink;
  readonly rateLimit?: RateLimit;
  /** At most so many attempts at the same time. */
  readonly maxInFlight?: number;
  readonly state: SubscriptionState;
  /** Why it is disabled: `gone` (410), `failing` (five days of failures only) or what an operator said. */
  readonly disabledReason?: string;
  /** The newest first. Empty for sinks that sign otherwise. */
  readonly secrets: readonly SigningSecret[];
  /** Random: tells it from an earlier one of the same id. */
  readonly incarnation: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Of the record: grows with every change. */
  readonly version: number;
}
