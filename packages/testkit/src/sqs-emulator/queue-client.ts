/** A message as ReceiveMessage gives it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** The two calls that an event source needs. */
export interface QueueClient {
  receive(most: number, waitSeconds: number): Promise<readonly ReceivedMessage[]>;
  remove(handles: readonly string[]): Promise<void>;
}

/** Made up; looks like a signature to those who only look. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00';

/** Creates a client of one queue, of any server on this machine that speaks SQS's JSON protocol and checks no signatures. */
export function createQueueClient(options: {
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly signal: AbortSignal;
}): QueueClient {
  const { endpoint, queueUrl, signal } = options;

  async function call(operation: string, input: object): Promise<unknown> {
    const response = await fetch(endpoint, {
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization: AUTHORIZATION,
      },
      body: JSON.stringify({ QueueUrl: queueUrl, ...input }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation} was answered with ${response.status}.`);
    return text === '' ? {} : JSON.parse(text);
  }

  return {
    async receive(most, waitSeconds) {
      const answer = (await call('ReceiveMessage', {
        MaxNumberOfMessages: most,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
      })) as { readonly Messages?: readonly ReceivedMessage[] };
      return answer.Messages ?? [];
    },
    async remove(handles) {
      const Entries = handles.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }));
      if (Entries.length > 0) await call('DeleteMessageBatch', { Entries });
    },
  };
}
