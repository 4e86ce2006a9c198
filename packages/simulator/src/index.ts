/**
 * DingTalk's side of the wire, on your machine.
 * @module
 */
export type { FailureReason } from './attempt';
export type { DingTalkApp, SuiteSettings } from './open-platform/app';
export type { CallRecord } from './open-platform/call-log';
export type { AppStatus, DingTalk, DingTalkOptions } from './open-platform/dingtalk';
export { type DingTalkServer, type DingTalkServerOptions, startDingTalkServer } from './open-platform/dingtalk-server';
export type { EventOutcome } from './open-platform/event-push';
export type { FailedListShape } from './open-platform/failed-entry';
export type { FailedListDeletes } from './open-platform/failed-list';
export type { Failure } from './open-platform/failures';
export type { Fault, FaultAnswer, Faults } from './open-platform/faults';
export type { PushRecord } from './open-platform/push-watch';
export type { IpLimit } from './open-platform/request-limits';
export { CREATE_SUITE_KEY, type SuiteConsole } from './open-platform/suite-console';
export type { SyncPriority, SyncRow } from './open-platform/sync-rows';
export { type Answer, createPost, type Post } from './post';
export { DEADLINE_MS, type PushResult, RETRY_DELAYS_MS, SYNC_HTTP_DEADLINE_MS } from './push';
export { sampleEvent } from './sample-events';
export { startSimulatorServer } from './server';
export { createDingTalkSimulator, type DingTalkSimulator, type FailedEvent } from './simulator';
export { type WireKeys, wireOpen, wireSeal, wireSignature } from './wire-crypto';
