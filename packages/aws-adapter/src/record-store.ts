import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { IndexQuery, Page, PageRequest, Random, RecordKey, RecordStore, StoredRecord } from '@dinghub/core';
import { placeOf, readCursor, toStartKey, writeCursor } from './cursor';
import { DUE_KEYS, mergeDue, readDueCursor } from './due-shards';
import { isConditionFailure, translateError } from './dynamo-error';
import { type Item, toItem, toRecord } from './item';
import { DUE_SHARDS, INDEXES } from './table';

/**
 * A {@link RecordStore} over one DynamoDB table (see `table.ts`).
 *
 * The SDK repeats a write whose answer it did not get, and DynamoDB then refuses the repeat although the first try did it. Each
 * write therefore leaves an id of its own in the item: a refused one that finds its own id there has succeeded.
 *
 * A delete leaves nothing to recognise. So `removed` says that the record is gone at that version, not who did it: when the
 * answer to one delete gets lost while somebody else's succeeds, both hear `removed`. And one that finds a new record in the
 * place of the old hears `conflict`, though it may have removed the old. Nothing may hang on having been the only remover.
 */
export function createDynamoRecordStore(options: {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly random: Random;
}): RecordStore {
  const { client, table } = options;
  const newWriteId = () => Buffer.from(options.random(9)).toString('base64url');

  /** Puts an item under a condition; false when the condition does not hold and the item there is not this very write. */
  async function put(item: Item, condition: string, values?: Item): Promise<boolean> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: item,
          ConditionExpression: condition,
          ...(values && { ExpressionAttributeNames: { '#v': 'version' }, ExpressionAttributeValues: values }),
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailure(error)) throw translateError(error);
      // Only a write that the SDK repeated can have refused itself.
      if (attemptsOf(error) < 2) return false;
      const there = await getItem({ partition: item.pk?.S ?? '', sort: item.sk?.S ?? '' });
      return there?.writeId?.S === item.writeId?.S;
    }
  }

  async function getItem({ partition, sort }: RecordKey): Promise<Item | undefined> {
    const { Item } = await send(
      client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: partition }, sk: { S: sort } }, ConsistentRead: true }),
      ),
    );
    return Item;
  }

  /** Reads one partition of the table or of an index up to `limit`, going on where DynamoDB stops at a megabyte. */
  async function read(input: Omit<QueryCommandInput, 'TableName'>, keys: readonly string[], page: PageRequest) {
    const items: Item[] = [];
    let startKey = page.cursor === undefined ? undefined : toStartKey(readCursor(page.cursor, keys));
    do {
      const answer = await send(
        client.send(
          new QueryCommand({
            ...input,
            TableName: table,
            Limit: page.limit - items.length,
            ScanIndexForward: page.order !== 'descending',
            ...(startKey && { ExclusiveStartKey: startKey }),
          }),
        ),
      );
      items.push(...(answer.Items ?? []));
      startKey = answer.LastEvaluatedKey;
    } while (startKey !== undefined && items.length < page.limit);
    const last = startKey === undefined ? undefined : items.at(-1);
    return { items, ...(last ? { cursor: writeCursor(placeOf(last, keys)) } : {}) };
  }

  async function queryDue(until: number, page: PageRequest): Promise<Page<StoredRecord>> {
    const places = page.cursor === undefined ? [] : readDueCursor(page.cursor);
    const shards = await Promise.all(
      Array.from({ length: DUE_SHARDS }, (_, shard) => {
        const place = places[shard];
        return read(
          {
            IndexName: INDEXES.due.name,
            KeyConditionExpression: 'dueShard = :shard AND dueAt < :until',
            ExpressionAttributeValues: { ':shard': { S: String(shard) }, ':until': { N: String(until) } },
          },
          DUE_KEYS,
          { limit: page.limit, ...(place == null ? {} : { cursor: writeCursor(place) }) },
        );
      }),
    );
    return mergeDue(shards, places, page.limit);
  }

  return {
    async insert(record) {
      return (await put(toItem(record, 1, newWriteId()), 'attribute_not_exists(pk)')) ? 'inserted' : 'exists';
    },

    async get(key) {
      const item = await getItem(key);
      return item && toRecord(item);
    },

    async replace(record) {
      const item = toItem(record, record.version + 1, newWriteId());
      const done = await put(item, '#v = :seen', { ':seen': { N: String(record.version) } });
      return done ? 'replaced' : 'conflict';
    },

    async remove({ partition, sort }, version) {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: { pk: { S: partition }, sk: { S: sort } },
            ConditionExpression: '#v = :seen',
            ExpressionAttributeNames: { '#v': 'version' },
            ExpressionAttributeValues: { ':seen': { N: String(version) } },
          }),
        );
        return 'removed';
      } catch (error) {
        if (!isConditionFailure(error)) throw translateError(error);
        // A repeated delete that finds nothing: the first did it, or somebody else did, which is as good.
        return attemptsOf(error) > 1 && (await getItem({ partition, sort })) === undefined ? 'removed' : 'conflict';
      }
    },

    async list(partition, page) {
      const condition = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: partition } } };
      return toPage(await read({ ...condition, ConsistentRead: true }, ['pk', 'sk'], page));
    },

    async query(query, page) {
      if (query.index === 'due') return queryDue(query.until, page);
      const { name, hash, range } = INDEXES[query.index];
      const condition = conditionOf(query, hash, range);
      if (condition === undefined) return { items: [] };
      return toPage(await read({ IndexName: name, ...condition }, [hash, range, 'pk', 'sk'], page));
    },
  };
}

function conditionOf(query: Exclude<IndexQuery, { index: 'due' }>, hash: string, range: string) {
  const { name, from = 0, until = Number.MAX_SAFE_INTEGER } = query;
  if (until <= from) return undefined;
  return {
    KeyConditionExpression: '#hash = :name AND #range BETWEEN :from AND :last',
    ExpressionAttributeNames: { '#hash': hash, '#range': range },
    ExpressionAttributeValues: {
      ':name': { S: name },
      ':from': { N: String(from) },
      ':last': { N: String(until - 1) },
    },
  };
}

function toPage({ items, cursor }: { readonly items: readonly Item[]; readonly cursor?: string }): Page<StoredRecord> {
  return { items: items.map(toRecord), ...(cursor === undefined ? {} : { cursor }) };
}

function attemptsOf(error: unknown): number {
  return (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
}

async function send<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw translateError(error);
  }
}
