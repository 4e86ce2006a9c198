/**
 * From a stored event to every system that wants it: subscriptions, dispatch, delivery.
 * @module
 */
export * from '../delivery/attempt-record';
export * from '../delivery/circuit-breaker';
export type { NextAttempt } from '../delivery/conclude';
export * from '../delivery/deliver';
export * from '../delivery/health';
export * from '../delivery/http-sender';
export * from '../delivery/replay';
export * from '../delivery/schedule';
export * from '../delivery/sinks/index';
export type { AttemptContext, Verdict } from '../delivery/sinks/sink';
export { webhookId } from '../delivery/sinks/webhook';
export { isSigningSecret, type SignedWebhook, signWebhook } from '../delivery/sinks/webhook-signature';
export * from '../events/operational';
export * from '../storage/delivery';
export * from '../storage/delivery-ledger';
export * from '../storage/purge-expired';
export * from '../storage/subscription';
export * from '../storage/subscription-document';
export * from '../storage/subscription-registry';
export type { Authorisation } from '../suite/suite-event';
export * from '../suite/suite-state';
export type { SyncRowKey } from '../suite/sync-row';
export * from '../work/append-and-enqueue';
export * from '../work/sweeper';
export * from '../work/task';
export * from '../work/work-queue';
export * from '../work/worker';
export * from './create-dispatch';
export * from './event-pattern';
export * from './pattern-index';
