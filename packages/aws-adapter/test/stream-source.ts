import type { JsonObject } from '@dinghub/core';
import { compilePattern } from '@dinghub/core/dispatch';
import { failedItems } from '@dinghub/testkit';
import type { DispatchHandler } from '../src/handler-dispatch';
import { contextWith } from './invocation';
import { WIRING } from './wiring';

/** A change in a shard of a table's stream. */
export interface ShardRecord {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly dynamodb: {
    readonly Keys: { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } };
    readonly SequenceNumber: string;
  };
}

/** Lambda at work on one shard. */
export interface StreamSource {
  push(...records: readonly ShardRecord[]): void;
  /** What was given up, and goes to the queue of failures. */
  readonly givenUp: readonly ShardRecord[];
  /** Waits for the invocation that is running. */
  close(): Promise<void>;
}

const RETRY_MS = 20;

/**
 * Plays Lambda's event source mapping of a DynamoDB stream with the settings of serverless.yml: filter, batches in order, partial
 * batch responses, few retries, and what is given up does not block those behind it.
 */
export function startStreamSource(handler: DispatchHandler): StreamSource {
  // Lambda's filters are EventBridge's patterns.
  const filter = compilePattern(WIRING.streamFilter);
  const waiting: ShardRecord[] = [];
  const givenUp: ShardRecord[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  async function pump(): Promise<void> {
    let retries = 0;
    while (waiting.length > 0 && !isClosed) {
      const batch = waiting.slice(0, WIRING.streamBatch);
      const done = await invoke(batch);
      waiting.splice(0, done);
      if (done === batch.length) retries = 0;
      else if (done > 0) retries = 1;
      else if (++retries > WIRING.streamRetries) {
        // Bisected down to one record: it is given up alone.
        givenUp.push(...waiting.splice(0, 1));
        retries = 0;
      }
      if (retries > 0) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** How many of the batch's records the stream may leave behind. */
  async function invoke(batch: readonly ShardRecord[]): Promise<number> {
    const numbers = batch.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const Records = batch.map((record) => ({ ...record, eventSource: 'aws:dynamodb', eventVersion: '1.1' }));
    const endAt = Date.now() + WIRING.dispatchTimeoutMs;
    try {
      const answer = await handler(
        { Records },
        contextWith(() => endAt - Date.now()),
      );
      const failed = failedItems(answer, numbers);
      const first = numbers.findIndex((number) => failed.has(number));
      return first === -1 ? batch.length : first;
    } catch {
      return 0;
    }
  }

  return {
    givenUp,
    push(...records) {
      waiting.push(...records.filter((record) => filter.matches(record as unknown as JsonObject)));
      running ??= pump().finally(() => {
        running = undefined;
      });
    },
    async close() {
      isClosed = true;
      await running;
    },
  };
}
