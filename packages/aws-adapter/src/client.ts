import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { CALLBACK_PATIENCE, clientSettings, type Patience } from './patience';

/**
 * A DynamoDB client with time limits, retries and connections that are kept.
 * @param patience whom it has to suit. @default the callback's deadline
 */
export function createDynamoClient(
  config: DynamoDBClientConfig = {},
  patience: Patience = CALLBACK_PATIENCE,
): DynamoDBClient {
  return new DynamoDBClient({ ...clientSettings(patience), ...config });
}
