import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@dinghub/core';
import { numberOf, textOf } from './input';
import type { Message } from './message';
import { invalidValue, SqsError } from './sqs-error';

/** What XML 1.0 cannot carry, and SQS therefore does not take. Source: SendMessage, API reference. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Source: API reference, "MessageGroupId". Standard queues take one since July 2025 (fair queues). */
const GROUP = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

const DELAY_SECONDS = { from: 0, to: 900 };

/**
 * The message of SendMessage, or of one entry of SendMessageBatch.
 * @throws SqsError for what SQS does not take
 */
export function newMessage(input: JsonObject, limits: { readonly maxBytes: number; readonly now: number }): Message {
  const body = textOf(input, 'MessageBody');
  if (body === '') throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (ILLEGAL.test(body)) throw new SqsError('InvalidMessageContents', 'The body has characters that are not allowed.');
  if (Buffer.byteLength(body) > limits.maxBytes) {
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limits.maxBytes} bytes.`,
    );
  }
  if (input.MessageAttributes !== undefined || input.MessageDeduplicationId !== undefined) {
    throw new SqsError('UnsupportedOperation', 'The emulator has neither message attributes nor FIFO queues.');
  }
  const group = input.MessageGroupId;
  if (group !== undefined && !(typeof group === 'string' && GROUP.test(group))) {
    throw invalidValue('Value for parameter MessageGroupId is invalid.');
  }
  const delay = numberOf(input, 'DelaySeconds', DELAY_SECONDS, 0);
  return {
    id: randomUUID(),
    body,
    ...(group === undefined ? {} : { group }),
    sentAt: limits.now,
    visibleAt: limits.now + delay * 1000,
    receives: 0,
  };
}
