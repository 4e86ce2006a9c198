import { randomBytes } from 'node:crypto';
import { recordStoreContract } from '@dinghub/testkit';
import { createDynamoRecordStore } from '../src/record-store';
import { createTable } from './dynalite';
import { findDynamoDbLocal, LACKS, startDynamoDbLocal } from './dynamodb-local';

const found = findDynamoDbLocal();

if ('missing' in found) {
  it.skip(`DynamoDB (Amazon's DynamoDB Local) as a RecordStore: not run, because ${found.missing}`, () => {});
} else {
  const open = async () => {
    const { client, close } = await startDynamoDbLocal(found.folder);
    await createTable(client, 'hub');
    const store = () => createDynamoRecordStore({ client, table: 'hub', random: randomBytes });
    return { store: store(), reopen: async () => store(), close };
  };
  recordStoreContract({ describe, it, beforeAll, afterAll }, "DynamoDB (Amazon's DynamoDB Local)", open, LACKS);
}
