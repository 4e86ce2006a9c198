import { StoreUnavailable, silentLogger } from '@dinghub/core';
import type { Task } from '@dinghub/core/dispatch';
import { recordingLogger, until } from '@dinghub/testkit';
import { createDispatchHandler } from '../src/handler-dispatch';
import event from './fixtures/stream-keys-only.json';
import { contextWith, expectRefusal, FOREIGN } from './invocation';
import { type ShardRecord, startStreamSource } from './stream-source';

const context = contextWith(60_000);
const inserts = (ids: readonly string[]) => ({
  Records: ids.map((id, i) => ({
    ...event.Records[0],
    dynamodb: { Keys: { pk: { S: `event#${id}` }, sk: { S: 'event' } }, SequenceNumber: String(1000 + i) },
  })),
});

describe('the handler of the table’s stream', () => {
  it('takes two parameters, as the Node 24 runtime demands', () => {
    expect(createDispatchHandler({ run: async () => {}, logger: silentLogger }).length).toBe(2);
  });

  it('dispatches each event that was inserted, and nothing else', async () => {
    const done: Task[] = [];
    const handler = createDispatchHandler({ run: async (task) => void done.push(task), logger: silentLogger });
    expect(await handler(event, context)).toEqual({ batchItemFailures: [] });
    expect(done).toEqual([
      { kind: 'dispatch', event: '7f3b1a' },
      { kind: 'dispatch', event: '审批#2' },
    ]);
  });

  it('reports the first record that is not done, and does those after it all the same', async () => {
    const done: string[] = [];
    const run = async ({ event: id }: Task) => {
      if (id === 'c' || id === 'e') throw new StoreUnavailable('down');
      done.push(id);
    };
    const logger = recordingLogger();
    const handler = createDispatchHandler({ run, logger });
    const answer = await handler(inserts(['a', 'b', 'c', 'd', 'e', 'f']), context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1002' }] });
    expect(done.sort()).toEqual(['a', 'b', 'd', 'f']);
    expect(logger.lines[0]).toEqual({
      code: 'task_failed',
      kind: 'dispatch',
      event: 'c',
      error: 'StoreUnavailable:store_unavailable',
    });
  });

  it('runs some at once, and never more', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
    };
    const handler = createDispatchHandler({ run, logger: silentLogger, concurrency: 3 });
    await handler(inserts([...'abcdefghij']), context);
    expect(most).toBe(3);
  });

  it('starts nothing when little time is left, and has the rest brought again', async () => {
    let remainingMs = 60_000;
    const run = async ({ event: id }: Task) => {
      if (id === 'b') remainingMs = 4000;
    };
    const handler = createDispatchHandler({ run, logger: silentLogger, concurrency: 1 });
    const answer = await handler(
      inserts(['a', 'b', 'c', 'd']),
      contextWith(() => remainingMs),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1002' }] });
  });

  it('behind a stream, gives up a record that never succeeds, and nothing else', async () => {
    const done = new Set<string>();
    const run = async ({ event: id }: Task) => {
      if (id === 'poison') throw new Error('never');
      done.add(id);
    };
    const source = startStreamSource(createDispatchHandler({ run, logger: silentLogger }));
    const ids = Array.from({ length: 60 }, (_, i) => (i === 30 ? 'poison' : `e${i}`));
    source.push(...(inserts(ids).Records as unknown as readonly ShardRecord[]));
    await until(() => done.size === 59);
    await source.close();
    expect(source.givenUp.map(({ dynamodb }) => dynamodb.Keys.pk.S)).toEqual(['event#poison']);
  });

  it.each(FOREIGN)('refuses %s', async (_, foreign) => {
    await expectRefusal(() => createDispatchHandler({ run: async () => {}, logger: silentLogger })(foreign, context));
  });

  it.each([
    ['without keys', { SequenceNumber: '1', NewImage: { s3cret: { S: 's3cret' } } }],
    ['without a sequence number', { Keys: { pk: { S: 's3cret' }, sk: { S: 'event' } } }],
    ['of another table', { SequenceNumber: '1', Keys: { val: { S: 's3cret' } } }],
    ['without a change', undefined],
  ])('refuses a record %s', async (_, dynamodb) => {
    const foreign = { Records: [{ ...event.Records[0], dynamodb }] };
    await expectRefusal(() => createDispatchHandler({ run: async () => {}, logger: silentLogger })(foreign, context));
  });
});
