import { randomBytes } from 'node:crypto';
import { recordStoreContract } from '@dinghub/testkit';
import { createTablestoreRecordStore } from '../src/record-store';
import { clientOf, KEY, PATIENT, startWithTable } from './tablestore';

const runner = { describe, it, beforeAll, afterAll };

/** Pages as the service cuts them, and pages that end after every few rows. */
const pages = { Tablestore: {}, 'Tablestore with small pages': { pageBytes: 300 } };

for (const [name, options] of Object.entries(pages)) {
  recordStoreContract(
    runner,
    name,
    async () => {
      const emulator = await startWithTable(options);
      const client = clientOf(emulator, () => KEY, PATIENT);
      const open = () => createTablestoreRecordStore({ client, table: 'hub', random: randomBytes });
      return { store: open(), reopen: async () => open(), close: () => emulator.close() };
    },
    { consistencyMs: 2000 },
  );
}

describe('a Tablestore cursor', () => {
  it('is of the partition or index that issued it alone', async () => {
    const emulator = await startWithTable();
    const store = createTablestoreRecordStore({ client: clientOf(emulator), table: 'hub', random: randomBytes });
    for (const sort of ['a', 'b']) await store.insert({ partition: 'mine', sort, value: {} });
    const { cursor = '' } = await store.list('mine', { limit: 1 });
    await expect(store.list('other', { limit: 1, cursor })).rejects.toThrow('not issued by this store');
    await expect(store.query({ index: 'due', until: 1 }, { limit: 1, cursor })).rejects.toThrow('not issued');
    await emulator.close();
  });
});
