import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { clientSettings, type Patience, WORKER_PATIENCE } from './patience';

/**
 * An SQS client with time limits, retries and connections that are kept.
 * @param patience whom it has to suit. @default a worker
 */
export function createSqsClient(config: SQSClientConfig = {}, patience: Patience = WORKER_PATIENCE): SQSClient {
  return new SQSClient({ ...clientSettings(patience), ...config });
}
