import { recordStoreContract } from '@dinghub/testkit';
import { createMemoryRecordStore } from '../../src/index';

recordStoreContract({ describe, it, beforeAll, afterAll }, 'memory', async () => ({
  store: createMemoryRecordStore(),
  close: async () => {},
}));
