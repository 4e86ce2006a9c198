/**
 * The contract suites and emulators that every adapter is tested with.
 * @module
 */
export { recordStoreContract, type StoreUnderTest } from './record-store-contract/contract';
export type { Runner } from './runner';
