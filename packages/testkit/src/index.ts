/**
 * What tests share: the contract suites and emulators that every adapter is tested with, and helpers.
 * @module
 */

export { type EdgeRequest, type EdgeResponse, edgeContract } from './edge-contract';
export { endToEndContract, type HubHarness } from './end-to-end-contract';
export { type FcEmulator, type FcFault, startFcEmulator } from './fc-emulator/emulator';
export type { FcFunctionContext } from './fc-emulator/function';
export { freePort } from './free-port';
export { listenLocally } from './local-server';
export { type Received, type Receiver, startReceiver } from './receiver';
export { recordStoreContract } from './record-store-contract/contract';
export { recordingLogger } from './recording-logger';
export { registerCallback } from './register-callback';
export { openReply, signCallback, signReply, TEST_APP, TEST_APPS } from './signed-callback';
export { failedItems } from './sqs-emulator/batch-response';
export { type SqsEmulator, startSqsEmulator } from './sqs-emulator/emulator';
export { type EventSource, startEventSource } from './sqs-emulator/event-source';
export { type Fault, startTablestoreEmulator, type TablestoreEmulator } from './tablestore-emulator/emulator';
export type { AccessKey } from './tablestore-emulator/signature';
export { temporaryFolder } from './temporary-folder';
export { until } from './until';
export { workQueueContract } from './work-queue-contract';
