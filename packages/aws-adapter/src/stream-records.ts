import { recordsOf, wrongEvent } from './shape';

/** A change of the table, as far as dispatch wants to know it. */
export interface StreamRecord {
  /** Where it stands in its shard. */
  readonly sequenceNumber: string;
  /** The id of the event that was inserted; undefined for every other change. */
  readonly inserted?: string;
}

const EXPECTED = "a stream of the hub's DynamoDB table (KEYS_ONLY is enough)";
const EVENT_PARTITION = 'event#';

/**
 * Reads an event of the table's stream.
 * @throws TypeError for anything else: it says which properties it has, and none of their values
 */
export function readStreamRecords(event: unknown): readonly StreamRecord[] {
  return recordsOf(event, 'aws:dynamodb', EXPECTED).map((record) => {
    const { eventName, dynamodb } = record as { eventName?: unknown; dynamodb?: StreamView };
    const { SequenceNumber, Keys } = dynamodb ?? {};
    const [partition, sort] = [Keys?.pk?.S, Keys?.sk?.S];
    if (typeof SequenceNumber !== 'string' || typeof partition !== 'string' || typeof sort !== 'string') {
      throw wrongEvent(EXPECTED, dynamodb ?? record);
    }
    const isInserted = eventName === 'INSERT' && sort === 'event' && partition.startsWith(EVENT_PARTITION);
    return {
      sequenceNumber: SequenceNumber,
      ...(isInserted ? { inserted: partition.slice(EVENT_PARTITION.length) } : {}),
    };
  });
}

/** The part of a record that is read. */
interface StreamView {
  readonly SequenceNumber?: unknown;
  readonly Keys?: { readonly pk?: { readonly S?: unknown }; readonly sk?: { readonly S?: unknown } };
}
