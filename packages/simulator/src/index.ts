/**
 * DingTalk's side of the wire, on your machine.
 * @module
 */
export { type Answer, createPost, type Post } from './post';
export { sampleEvent } from './sample-events';
export { startSimulatorServer } from './server';
export {
  createDingTalkSimulator,
  DEADLINE_MS,
  type DingTalkSimulator,
  type FailedEvent,
  type FailureReason,
  type PushResult,
  RETRY_DELAYS_MS,
} from './simulator';
export { type WireKeys, wireOpen, wireSeal, wireSignature } from './wire-crypto';
