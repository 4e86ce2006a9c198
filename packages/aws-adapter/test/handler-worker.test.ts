import { StoreUnavailable, silentLogger } from '@dinghub/core';
import type { Task } from '@dinghub/core/dispatch';
import { recordingLogger } from '@dinghub/testkit';
import { createWorkerHandler } from '../src/handler-worker';
import event from './fixtures/sqs-tasks.json';
import { contextWith, expectRefusal, FOREIGN } from './invocation';

const context = contextWith(30_000);
const [deliverId, , poisonId] = event.Records.map(({ messageId }) => messageId);
const failures = (...ids: readonly (string | undefined)[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const messages = (count: number) => ({
  Records: Array.from({ length: count }, (_, i) => ({
    ...event.Records[0],
    messageId: `m${i}`,
    body: JSON.stringify({ kind: 'deliver', event: `e${i}`, subscription: 's' }),
  })),
});

describe('the handler of the work queue', () => {
  it('takes two parameters, as the Node 24 runtime demands', () => {
    expect(createWorkerHandler({ run: async () => {}, logger: silentLogger }).length).toBe(2);
  });

  it('does each task, and reports a message that holds none without repeating it', async () => {
    const done: Task[] = [];
    const logger = recordingLogger();
    const handler = createWorkerHandler({ run: async (task) => void done.push(task), logger });
    expect(await handler(event, context)).toEqual(failures(poisonId));
    expect(done).toEqual([
      { kind: 'deliver', event: '7f3b1a', subscription: 'hr' },
      { kind: 'dispatch', event: '7f3b1a' },
    ]);
    expect(logger.lines).toEqual([{ code: 'task_failed', messageId: poisonId, error: 'UnreadableTask' }]);
  });

  it('reports the tasks that fail, and no others', async () => {
    const run = async (task: Task) => {
      if (task.kind === 'deliver') throw new StoreUnavailable('down');
    };
    const handler = createWorkerHandler({ run, logger: silentLogger });
    expect(await handler(event, context)).toEqual(failures(deliverId, poisonId));
  });

  it('makes all attempts of a batch at once: one that hangs keeps no other waiting', async () => {
    const done: string[] = [];
    const run = async ({ event: id }: Task) => {
      if (id === 'e0') await new Promise((resolve) => setTimeout(resolve, 200));
      done.push(id);
    };
    const handler = createWorkerHandler({ run, logger: silentLogger });
    expect(await handler(messages(10), context)).toEqual(failures());
    expect(done.at(-1)).toBe('e0');
  });

  it('begins no attempt when there is no time for the longest one', async () => {
    let remainingMs = 30_000;
    const run = async ({ event: id }: Task) => {
      if (id === 'e2') remainingMs = 19_000;
    };
    const logger = recordingLogger();
    const handler = createWorkerHandler({ run, logger, concurrency: 1 });
    const answer = await handler(
      messages(5),
      contextWith(() => remainingMs),
    );
    expect(answer).toEqual(failures('m3', 'm4'));
    expect(logger.lines).toEqual([{ code: 'tasks_not_started', tasks: 2 }]);
  });

  it.each(FOREIGN)('refuses %s', async (_, foreign) => {
    await expectRefusal(() => createWorkerHandler({ run: async () => {}, logger: silentLogger })(foreign, context));
  });

  it('refuses a message without a body', async () => {
    const foreign = { Records: [{ eventSource: 'aws:sqs', messageId: 's3cret' }] };
    await expectRefusal(() => createWorkerHandler({ run: async () => {}, logger: silentLogger })(foreign, context));
  });
});
