import { recordsOf, wrongEvent } from './shape';

/** A message of the work queue. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
}

const EXPECTED = 'messages of an SQS queue';

/**
 * Reads an event of an SQS queue.
 * @throws TypeError for anything else: it says which properties it has, and none of their values
 */
export function readQueueRecords(event: unknown): readonly QueueRecord[] {
  return recordsOf(event, 'aws:sqs', EXPECTED).map((record) => {
    const { messageId, body } = record;
    if (typeof messageId !== 'string' || typeof body !== 'string') throw wrongEvent(EXPECTED, record);
    return { messageId, body };
  });
}
