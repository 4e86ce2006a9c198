import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** Two tries of this length fit into the callback's second. */
const CONNECT_MS = 300;
const REQUEST_MS = 450;
const TRIES = 2;

/** A DynamoDB client whose time limits and retries fit the callback's deadline, with connections that are kept. */
export function createDynamoClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const agent = { keepAlive: true, maxSockets: 128 };
  return new DynamoDBClient({
    maxAttempts: TRIES,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...config,
  });
}
