import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type WorkQueue, WorkQueueUnavailable } from '@dinghub/core/dispatch';
import { type TaskMessage, toBatches, toMessage } from './queue-message';

/** The longest delay of a message. Source: SQS developer guide, "Delay queues". */
const MAX_DELAY_MS = 900_000;

/** So many batches on their way at once. */
const AT_ONCE = 10;

/** Creates a {@link WorkQueue} over an SQS standard queue. */
export function createSqsWorkQueue(options: {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
}): WorkQueue {
  const { client, queueUrl } = options;

  /** Sends one batch; gives the messages that the service failed to take, which is its fault or theirs. */
  async function send(batch: readonly TaskMessage[]): Promise<{ readonly again: TaskMessage[]; refused: number }> {
    const Entries = batch.map((message, i) => ({ ...message, Id: String(i) }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const again = Failed.flatMap(({ Id, SenderFault }) => (SenderFault ? [] : (batch[Number(Id)] ?? [])));
    return { again, refused: Failed.length - again.length };
  }

  /** How many of the messages SQS did not take in the end. */
  async function sendAll(messages: readonly TaskMessage[]): Promise<number> {
    const { again, refused } = await send(messages);
    if (again.length === 0) return refused;
    const second = await send(again);
    return refused + second.refused + second.again.length;
  }

  return {
    maxDelayMs: MAX_DELAY_MS,

    async enqueue(tasks, delayMs = 0) {
      if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS)) {
        throw new RangeError(`A delay is 0 to ${MAX_DELAY_MS} ms in SQS, not ${delayMs}.`);
      }
      const delaySeconds = Math.ceil(delayMs / 1000);
      const batches = toBatches(tasks.map((task) => toMessage(task, delaySeconds)));
      let missing = 0;
      for (let i = 0; i < batches.length; i += AT_ONCE) {
        // A failed call ends it here: where SQS does not answer, each further batch would wait for nothing.
        const group = batches.slice(i, i + AT_ONCE).map(sendAll);
        const outcomes = await Promise.allSettled(group);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') throw unavailable(outcome.reason);
          missing += outcome.value;
        }
      }
      if (missing > 0) throw new WorkQueueUnavailable(`SQS did not take ${missing} of ${tasks.length} tasks.`);
    },
  };
}

function unavailable(cause: unknown): WorkQueueUnavailable {
  return new WorkQueueUnavailable(`SQS did not take the tasks (${cause instanceof Error ? cause.name : 'unknown'}).`, {
    cause,
  });
}
