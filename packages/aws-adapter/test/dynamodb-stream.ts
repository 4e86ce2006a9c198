import type { ShardRecord, StreamSource } from './stream-source';

/** The engine looks at the key and the region in it, and at no signature. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00';
const POLL_MS = 50;

interface Answer {
  readonly Streams?: readonly { readonly StreamArn: string }[];
  readonly StreamDescription?: { readonly Shards: readonly { readonly ShardId: string }[] };
  readonly ShardIterator?: string;
  readonly NextShardIterator?: string;
  readonly Records?: readonly ShardRecord[];
}

/** Reads the stream of a table of DynamoDB Local, over the wire, and hands its records on as Lambda does. */
export async function followStream(endpoint: string, table: string, source: StreamSource) {
  let isStopped = false;
  let lose = false;

  async function call(operation: string, input: object): Promise<Answer> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        authorization: AUTHORIZATION,
      },
      body: JSON.stringify(input),
    });
    if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  const { Streams = [] } = await call('ListStreams', { TableName: table });
  const StreamArn = Streams[0]?.StreamArn;
  if (StreamArn === undefined) throw new Error('The table has no stream.');

  async function follow(ShardId: string): Promise<void> {
    const ShardIteratorType = 'TRIM_HORIZON';
    let iterator = (await call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType })).ShardIterator;
    while (iterator !== undefined && !isStopped) {
      const { Records = [], NextShardIterator }: Answer = await call('GetRecords', { ShardIterator: iterator });
      if (!lose) source.push(...Records);
      iterator = NextShardIterator;
      if (Records.length === 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  const { StreamDescription } = await call('DescribeStream', { StreamArn });
  const following = Promise.all((StreamDescription?.Shards ?? []).map(({ ShardId }) => follow(ShardId)));
  return {
    lose: (value: boolean) => {
      lose = value;
    },
    async stop() {
      isStopped = true;
      await following;
    },
  };
}
