import { randomBytes } from 'node:crypto';
import { recordStoreContract } from '@dinghub/testkit';
import { createDynamoRecordStore } from '../src/record-store';
import { createTable } from './dynalite';
import { findDynamoDbLocal, startDynamoDbLocal, withoutEmptyTexts } from './dynamodb-local';

const runner = withoutEmptyTexts(['keeps every kind of JSON', 'keeps odd texts']);
const found = findDynamoDbLocal();

if ('missing' in found) {
  it.skip(`DynamoDB (Amazon's DynamoDB Local) as a RecordStore: not run, because ${found.missing}`, () => {});
} else {
  recordStoreContract(runner, "DynamoDB (Amazon's DynamoDB Local)", async () => {
    const { client, close } = await startDynamoDbLocal(found.folder);
    await createTable(client, 'hub');
    const open = () => createDynamoRecordStore({ client, table: 'hub', random: randomBytes });
    return { store: open(), reopen: async () => open(), close };
  });
}
