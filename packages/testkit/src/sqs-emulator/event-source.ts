import { failedItems } from './batch-response';
import { createQueueClient, type ReceivedMessage } from './queue-client';

/** What a function is told about its invocation. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** How Lambda is told to read a queue. */
export interface EventSourceOptions {
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly handler: (event: unknown, context: InvocationContext) => Promise<unknown>;
  /** @default 10 */
  readonly batchSize?: number;
  /** At most so many invocations at once. @default 5 */
  readonly maximumConcurrency?: number;
  /** Of the function: an invocation that takes longer has failed. @default 30 s */
  readonly timeoutMs?: number;
}

/** Lambda at work on a queue. */
export interface EventSource {
  /** What the invocations threw. */
  readonly errors: readonly unknown[];
  /** Waits for the invocations that are running. */
  close(): Promise<void>;
}

const WAIT_SECONDS = 1;
const REST_MS = 50;

/**
 * Plays Lambda's event source mapping of an SQS queue: receives batches, invokes the function, deletes what it did not report as
 * failed, and leaves the rest to the visibility timeout.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const { endpoint, queueUrl, batchSize = 10, maximumConcurrency = 5, timeoutMs = 30_000, handler } = options;
  const aborter = new AbortController();
  const client = createQueueClient({ endpoint, queueUrl, signal: aborter.signal });
  const errors: unknown[] = [];
  let invocations = 0;
  let isClosed = false;

  async function poll(): Promise<void> {
    while (!isClosed) {
      try {
        const messages = await client.receive(batchSize, WAIT_SECONDS);
        if (messages.length > 0) await client.remove(await invoke(messages));
      } catch {
        // The queue does not answer: Lambda tries again for ever.
        if (!isClosed) await rest(REST_MS);
      }
    }
  }

  /** Gives the handles of what is done. */
  async function invoke(messages: readonly ReceivedMessage[]): Promise<readonly string[]> {
    const endAt = Date.now() + timeoutMs;
    const awsRequestId = `invocation-${++invocations}`;
    const context = { awsRequestId, getRemainingTimeInMillis: () => Math.max(0, endAt - Date.now()) };
    try {
      const answer = await inTime(handler(toSqsEvent(messages, queueUrl), context), timeoutMs);
      const failed = failedItems(
        answer,
        messages.map(({ MessageId }) => MessageId),
      );
      return messages.filter(({ MessageId }) => !failed.has(MessageId)).map(({ ReceiptHandle }) => ReceiptHandle);
    } catch (error) {
      errors.push(error);
      return [];
    }
  }

  const pollers = Array.from({ length: maximumConcurrency }, poll);
  return {
    errors,
    async close() {
      isClosed = true;
      aborter.abort();
      await Promise.all(pollers);
    },
  };
}

/** The event that Lambda makes of messages. */
function toSqsEvent(messages: readonly ReceivedMessage[], queueUrl: string): object {
  const name = new URL(queueUrl).pathname.split('/').at(-1);
  return {
    Records: messages.map(({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes = {} }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: {},
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${name}`,
      awsRegion: 'us-east-1',
    })),
  };
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Task timed out.')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
