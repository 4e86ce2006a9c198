import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '../src/sqs-client';
import { credentials } from './dynalite';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** A client for a server on this machine, patient enough for a busy test machine. */
export function localSqsClient(endpoint: string): SQSClient {
  const requestHandler = { requestTimeout: 25_000, connectionTimeout: 5000 };
  return createSqsClient({ endpoint, region: 'us-east-1', credentials, requestHandler });
}

/** The queue of deliveries and its redrive queue, as serverless.yml has them but for the times. */
export async function createQueues(
  client: SQSClient,
  times: { readonly visibilitySeconds?: number; readonly maxReceiveCount?: number; readonly prefix?: string } = {},
): Promise<{ readonly queueUrl: string; readonly redriveUrl: string }> {
  const { visibilitySeconds = 30, maxReceiveCount = 5, prefix = '' } = times;
  const redriveUrl = await create(client, `${prefix}redrive`, {});
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: redriveUrl, AttributeNames: ['QueueArn'] }),
  );
  const queueUrl = await create(client, `${prefix}deliveries`, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount }),
  });
  return { queueUrl, redriveUrl };
}

async function create(client: SQSClient, name: string, attributes: Record<string, string>): Promise<string> {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  if (QueueUrl === undefined) throw new Error(`The queue ${name} was not created.`);
  return QueueUrl;
}

/** How many messages a queue holds, in whatever state. */
export async function countMessages(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  const states = ['', 'NotVisible', 'Delayed'] as const;
  return states.reduce((sum, state) => sum + Number(Attributes[`ApproximateNumberOfMessages${state}`] ?? 0), 0);
}
