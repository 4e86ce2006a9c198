import { randomBytes } from 'node:crypto';
import type { RecordKey, RecordStore } from '@dinghub/core';
import { endToEndContract, startSqsEmulator } from '@dinghub/testkit';
import { createDynamoRecordStore } from '../src/record-store';
import { createTable, localClient, startDynalite } from './dynalite';
import { findDynamoDbLocal, LACKS, startDynamoDbLocal } from './dynamodb-local';
import { followStream } from './dynamodb-stream';
import { startHub } from './hub';
import { localSqsClient } from './sqs';
import type { ShardRecord, StreamSource } from './stream-source';

/** A clock that can be moved. */
function movableClock() {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance(ms: number) {
      offset += ms;
    },
  };
}

/** dynalite has no streams: the store tells of its changes instead, in the shape of the stream's records. */
function withStream(store: RecordStore) {
  let sequence = 0;
  let source: StreamSource | undefined;
  let lose = false;
  const tell = (eventName: ShardRecord['eventName'], { partition, sort }: RecordKey) => {
    const SequenceNumber = String(++sequence).padStart(21, '0');
    const Keys = { pk: { S: partition }, sk: { S: sort } };
    if (!lose) source?.push({ eventName, dynamodb: { Keys, SequenceNumber } });
  };
  const told: RecordStore = {
    ...store,
    async insert(record) {
      const outcome = await store.insert(record);
      if (outcome === 'inserted') tell('INSERT', record);
      return outcome;
    },
    async replace(record) {
      const outcome = await store.replace(record);
      if (outcome === 'replaced') tell('MODIFY', record);
      return outcome;
    },
    async remove(key, version) {
      const outcome = await store.remove(key, version);
      if (outcome === 'removed') tell('REMOVE', key);
      return outcome;
    },
  };
  return {
    store: told,
    async follow(follower: StreamSource) {
      source = follower;
      return {
        lose: (value: boolean) => {
          lose = value;
        },
        stop: async () => {
          source = undefined;
        },
      };
    },
  };
}

endToEndContract({ describe, it, beforeAll, afterAll }, 'AWS (dynalite, the SQS emulator)', async () => {
  const clock = movableClock();
  const [engine, emulator] = await Promise.all([startDynalite(), startSqsEmulator({ clock: clock.now })]);
  const dynamo = localClient(engine.endpoint);
  await createTable(dynamo, 'hub');
  const client = localSqsClient(emulator.endpoint);
  return startHub({
    ...withStream(createDynamoRecordStore({ client: dynamo, table: 'hub', random: randomBytes })),
    emulator,
    client,
    clock,
    async close() {
      client.destroy();
      dynamo.destroy();
      await Promise.all([emulator.close(), engine.close()]);
    },
  });
});

const found = findDynamoDbLocal();
const NAME = "AWS (Amazon's DynamoDB Local with its stream, the SQS emulator)";

if ('missing' in found) {
  it.skip(`${NAME} from end to end: not run, because ${found.missing}`, () => {});
} else {
  // One engine for all hubs, each with a table of its own: a Java machine takes seconds to start.
  const starting = startDynamoDbLocal(found.folder);
  let hubs = 0;
  afterAll(async () => (await starting).close());

  const open = async () => {
    const clock = movableClock();
    const table = `hub-${++hubs}`;
    const [engine, emulator] = await Promise.all([starting, startSqsEmulator({ clock: clock.now })]);
    await createTable(engine.client, table);
    const client = localSqsClient(emulator.endpoint);
    return startHub({
      store: createDynamoRecordStore({ client: engine.client, table, random: randomBytes }),
      follow: (source) => followStream(engine.endpoint, table, source),
      emulator,
      client,
      clock,
      async close() {
        client.destroy();
        await emulator.close();
      },
    });
  };
  endToEndContract({ describe, it, beforeAll, afterAll }, NAME, open, LACKS);
}
