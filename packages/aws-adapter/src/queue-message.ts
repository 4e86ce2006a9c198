import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import type { Task } from '@dinghub/core/dispatch';

/** Limits of SendMessageBatch. Source: SQS developer guide, "Message quotas"; a region may still have the old 256 KiB. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024;

/** Tasks that dispatch are one group; no subscription is called so. */
const DISPATCH_GROUP = '#dispatch';

/** A message without the id that it has in its batch. */
export type TaskMessage = Omit<SendMessageBatchRequestEntry, 'Id'> & { readonly MessageBody: string };

/**
 * The message that carries a task. The group makes the queue fair: a subscription with many messages in flight does not keep
 * those of the others waiting.
 */
export function toMessage(task: Task, delaySeconds: number): TaskMessage {
  return {
    MessageBody: asciiJson(task),
    MessageGroupId: task.kind === 'deliver' ? task.subscription : DISPATCH_GROUP,
    ...(delaySeconds === 0 ? {} : { DelaySeconds: delaySeconds }),
  };
}

/** Puts messages together as SQS takes them at once. */
export function toBatches(messages: readonly TaskMessage[]): readonly (readonly TaskMessage[])[] {
  const batches: TaskMessage[][] = [];
  let current: TaskMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    // ASCII: a character is a byte.
    const { length } = message.MessageBody;
    if (current.length === MOST_ENTRIES || (current.length > 0 && bytes + length > MOST_BYTES)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(message);
    bytes += length;
  }
  return current.length === 0 ? batches : [...batches, current];
}

/** SQS takes the characters of XML alone, and an id may have others. */
function asciiJson(task: Task): string {
  return JSON.stringify(task).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
