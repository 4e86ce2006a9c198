import { randomBytes } from 'node:crypto';
import type { JsonObject, JsonValue } from '@dinghub/core';
import { sizeOf, toNative } from '../src/attribute-value';
import { toItem } from '../src/item';
import { createDynamoRecordStore } from '../src/record-store';
import { createTable, localClient, startDynalite } from './dynalite';

/** A list of so many equal values. */
const list = (length: number, item: JsonValue): JsonObject => ({ list: Array.from({ length }, () => item) });

/** Values whose JSON is just below 320 KiB, of which DynamoDB counts more or less than JSON does. */
const VALUES: readonly (readonly [string, JsonObject])[] = [
  ['one-digit numbers', list(155_000, 7)],
  ['two-digit numbers', list(108_000, 42)],
  ['negative numbers', list(108_000, -1)],
  ['long numbers', list(23_000, 1_763_900_000_000)],
  ['empty lists', list(108_000, [])],
  ['empty objects', list(108_000, {})],
  ['lists in lists', list(62_000, [[]])],
  ['small objects', list(40_000, { a: 1 })],
  ['nulls', list(64_000, null)],
  ['a long text', { text: 'x'.repeat(327_000) }],
  ['Chinese', { text: '请'.repeat(109_000) }],
];

describe('a large value in DynamoDB', () => {
  let engine: Awaited<ReturnType<typeof startDynalite>>;
  let client: ReturnType<typeof localClient>;
  let store: ReturnType<typeof createDynamoRecordStore>;

  beforeAll(async () => {
    engine = await startDynalite();
    client = localClient(engine.endpoint);
    await createTable(client, 'hub');
    store = createDynamoRecordStore({ client, table: 'hub', random: randomBytes });
  });
  afterAll(async () => {
    client.destroy();
    await engine.close();
  });

  it.each(VALUES)('is stored and read as it was: %s', async (name, value) => {
    expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThan(320 * 1024);
    const record = { partition: 'large', sort: name, value };
    expect(await store.insert(record)).toBe('inserted');
    expect(JSON.stringify((await store.get(record))?.value)).toBe(JSON.stringify(value));
  });

  it('is packed by DynamoDB’s count, not by that of JSON', () => {
    const attributes = (value: JsonObject) => Object.keys(toItem({ partition: 'p', sort: 's', value }, 1, 'w'));
    expect(attributes(list(155_000, 7))).toContain('packed');
    expect(attributes(list(80_000, null))).toContain('value');
  });
});

describe('the size of a value', () => {
  it.each<[number, JsonObject]>([
    [3, {}],
    [3 + 1 + 1 + 3, { a: 'xyz' }],
    [3 + 1 + 1 + 6, { a: '中文' }],
    [3 + 1 + 3 + 1, { 中: null }],
    [3 + 1 + 1 + 1, { a: true }],
    [3 + 1 + 1 + 3 + 2 * (1 + 3), { a: [7, 8] }],
    [3 + 1 + 1 + 9, { a: 1_763_900_000_000 }],
    [3 + 1 + 1 + 3 + 1 + 1 + 1, { a: { b: 'x' } }],
  ])('is %i for %j', (size, value) => {
    expect(sizeOf(toNative(value) ?? { NULL: true })).toBe(size);
  });
});
