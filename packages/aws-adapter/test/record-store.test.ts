import { randomBytes } from 'node:crypto';
import { recordStoreContract } from '@dinghub/testkit';
import { createDynamoRecordStore } from '../src/record-store';
import { createTable, localClient, startDynalite } from './dynalite';

recordStoreContract({ describe, it, beforeAll, afterAll }, 'DynamoDB (dynalite)', async () => {
  const engine = await startDynalite();
  const client = localClient(engine.endpoint);
  await createTable(client, 'hub');
  const open = () => createDynamoRecordStore({ client, table: 'hub', random: randomBytes });
  return {
    store: open(),
    reopen: async () => open(),
    close: async () => {
      client.destroy();
      await engine.close();
    },
  };
});
