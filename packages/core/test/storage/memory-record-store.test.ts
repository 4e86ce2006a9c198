import { recordStoreContract } from '@dinghub/testkit';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';

recordStoreContract({ describe, it, beforeAll, afterAll }, 'memory', async () => ({
  store: createMemoryRecordStore(),
  close: async () => {},
}));
