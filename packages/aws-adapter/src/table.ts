import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** The due index is spread over so many partitions, so that writes to it are too. */
export const DUE_SHARDS = 8;

/** The indexes: name, and the attributes that it is keyed by. */
export const INDEXES = {
  timeline: { name: 'timeline', hash: 'timeline', range: 'timelineAt' },
  subject: { name: 'subject', hash: 'subject', range: 'subjectAt' },
  due: { name: 'due', hash: 'dueShard', range: 'dueAt' },
} as const;

/** What creates the table; `serverless.yml` says the same in CloudFormation. TTL on `ttl` is switched on apart from it. */
export function tableDefinition(table: string): CreateTableCommandInput {
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    // Tells dispatch which events were inserted; their ids are in their keys.
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      ...Object.values(INDEXES).flatMap(({ hash, range }) => [
        { AttributeName: hash, AttributeType: 'S' as const },
        { AttributeName: range, AttributeType: 'N' as const },
      ]),
    ],
    GlobalSecondaryIndexes: Object.values(INDEXES).map(({ name, hash, range }) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: range, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    })),
  };
}
