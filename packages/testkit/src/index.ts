/**
 * The contract suites and emulators that every adapter is tested with.
 * @module
 */

export { type Edge, type EdgeRequest, type EdgeResponse, edgeContract } from './edge-contract';
export { endToEndContract, type HubHarness } from './end-to-end-contract';
export { type Received, type Receiver, startReceiver } from './receiver';
export { recordStoreContract, type StoreUnderTest } from './record-store-contract/contract';
export type { Runner } from './runner';
export { openReply, type SignedCallback, signCallback, TEST_APP, TEST_APPS } from './signed-callback';
export { type Fault, startTablestoreEmulator, type TablestoreEmulator } from './tablestore-emulator/emulator';
export type { AccessKey } from './tablestore-emulator/signature';
export { type WorkQueueHarness, workQueueContract } from './work-queue-contract';
