import { isJsonObject, type JsonObject } from '@dinghub/core';
import { batchError, entriesOf, numberOf, textOf } from './input';
import { checksum, type Message } from './message';
import { newMessage } from './new-message';
import type { Queue } from './queue';
import { describeQueue, pathOf, readSettings } from './queue-attributes';
import type { Service } from './service';
import { SqsError } from './sqs-error';

/** What one request is done with. `origin` is where the client thinks the service is. */
export interface Call {
  readonly service: Service;
  readonly origin: string;
  readonly input: JsonObject;
}

type Operation = (call: Call) => JsonObject | Promise<JsonObject>;

const VISIBILITY_SECONDS = { from: 0, to: 43_200 };

/** The operations that the emulator has, by their names in `x-amz-target`. Source: SQS API reference, JSON protocol. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateQueue({ service, origin, input }) {
    const { name } = service.create(textOf(input, 'QueueName'), readSettings(objectOf(input.Attributes)));
    return { QueueUrl: `${origin}${pathOf(name)}` };
  },

  GetQueueUrl: ({ service, origin, input }) => ({
    QueueUrl: `${origin}${pathOf(service.queue(textOf(input, 'QueueName')).name)}`,
  }),

  GetQueueAttributes(call) {
    const names = new Set(Array.isArray(call.input.AttributeNames) ? call.input.AttributeNames : []);
    const attributes = Object.entries(describeQueue(queueOf(call)));
    return { Attributes: Object.fromEntries(attributes.filter(([name]) => names.has(name) || names.has('All'))) };
  },

  SendMessage(call) {
    const message = newMessage(call.input, limitsOf(call));
    call.service.send(queueOf(call), message);
    return { MessageId: message.id, MD5OfMessageBody: checksum(message.body) };
  },

  SendMessageBatch(call) {
    const queue = queueOf(call);
    const entries = entriesOf(call.input);
    const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(String(entry.MessageBody ?? '')), 0);
    if (bytes > call.service.maxBytes) throw batchError('BatchRequestTooLong', 'The batch is too long.');
    return batch(entries, (entry) => {
      const message = newMessage(entry, limitsOf(call));
      call.service.send(queue, message);
      return { MessageId: message.id, MD5OfMessageBody: checksum(message.body) };
    });
  },

  async ReceiveMessage(call) {
    const queue = queueOf(call);
    const most = numberOf(call.input, 'MaxNumberOfMessages', { from: 1, to: 10 }, 1);
    const visibility = numberOf(
      call.input,
      'VisibilityTimeout',
      VISIBILITY_SECONDS,
      queue.settings.visibilityMs / 1000,
    );
    const waitMs = numberOf(call.input, 'WaitTimeSeconds', { from: 0, to: 20 }, 0) * 1000;
    // A long poll waits in real time, whatever the emulator's clock says.
    const endAt = Date.now() + waitMs;
    let messages = queue.receive(most, visibility * 1000);
    while (messages.length === 0 && Date.now() < endAt && (await call.service.pause())) {
      messages = queue.receive(most, visibility * 1000);
    }
    return messages.length === 0 ? {} : { Messages: messages.map(received) };
  },

  DeleteMessage(call) {
    queueOf(call).remove(textOf(call.input, 'ReceiptHandle'));
    return {};
  },

  DeleteMessageBatch(call) {
    const queue = queueOf(call);
    return batch(entriesOf(call.input), (entry) => {
      queue.remove(textOf(entry, 'ReceiptHandle'));
      return {};
    });
  },

  ChangeMessageVisibility(call) {
    const seconds = numberOf(call.input, 'VisibilityTimeout', VISIBILITY_SECONDS, 0);
    queueOf(call).changeVisibility(textOf(call.input, 'ReceiptHandle'), seconds * 1000);
    return {};
  },
};

function queueOf({ service, input }: Call): Queue {
  return service.queue(new URL(textOf(input, 'QueueUrl')).pathname.split('/').at(-1) ?? '');
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function limitsOf({ service }: Call) {
  return { maxBytes: service.maxBytes, now: service.clock() };
}

/** Does each entry by itself: what is wrong with one says nothing about the others. */
function batch(entries: readonly JsonObject[], run: (entry: JsonObject) => JsonObject): JsonObject {
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const entry of entries) {
    const Id = textOf(entry, 'Id');
    try {
      successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function received({ id, handle = '', body, receives, sentAt, firstReceivedAt = 0, group }: Message): JsonObject {
  return {
    MessageId: id,
    ReceiptHandle: handle,
    MD5OfBody: checksum(body),
    Body: body,
    Attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      SenderId: 'AIDAEMULATED',
      ...(group === undefined ? {} : { MessageGroupId: group }),
    },
  };
}
