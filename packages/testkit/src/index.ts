/**
 * The contract suites and emulators that every adapter is tested with.
 * @module
 */

export { type Edge, type EdgeRequest, type EdgeResponse, edgeContract } from './edge-contract';
export { endToEndContract, type HubHarness } from './end-to-end-contract';
export { type FcCall, type FcEmulator, type FcFault, startFcEmulator } from './fc-emulator/emulator';
export type { FcFunction, FcFunctionContext, FcFunctionSettings } from './fc-emulator/function';
export type { FailedInvocation } from './fc-emulator/message-queue';
export { freePort } from './free-port';
export { type LocalServer, listenLocally } from './local-server';
export { type Received, type Receiver, startReceiver } from './receiver';
export { recordStoreContract, type StoreUnderTest } from './record-store-contract/contract';
export { type CallbackRegistration, registerCallback } from './register-callback';
export type { Runner } from './runner';
export { openReply, type SignedCallback, signCallback, signReply, TEST_APP, TEST_APPS } from './signed-callback';
export { failedItems } from './sqs-emulator/batch-response';
export { type SqsEmulator, type SqsRequest, startSqsEmulator } from './sqs-emulator/emulator';
export {
  type EventSource,
  type EventSourceOptions,
  type InvocationContext,
  startEventSource,
  toSqsEvent,
} from './sqs-emulator/event-source';
export type { SqsFault } from './sqs-emulator/faults';
export type { ReceivedMessage } from './sqs-emulator/queue-client';
export { type Fault, startTablestoreEmulator, type TablestoreEmulator } from './tablestore-emulator/emulator';
export type { AccessKey } from './tablestore-emulator/signature';
export { temporaryFolder } from './temporary-folder';
export { until } from './until';
export { type WorkQueueHarness, workQueueContract } from './work-queue-contract';
