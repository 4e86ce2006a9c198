/**
 * From a stored event to every system that wants it: subscriptions, dispatch, delivery.
 * @module
 */
export * from '../delivery/http-sender';
export * from '../work/task';
export * from '../work/work-queue';
