import type { SQSClient } from '@aws-sdk/client-sqs';
import { silentLogger } from '@dinghub/core';
import { type Task, WorkQueueUnavailable } from '@dinghub/core/dispatch';
import { type SqsEmulator, startEventSource, startSqsEmulator, workQueueContract } from '@dinghub/testkit';
import { createWorkerHandler } from '../src/handler-worker';
import { createSqsClient } from '../src/sqs-client';
import { createSqsWorkQueue } from '../src/work-queue';
import { credentials } from './dynalite';
import { countMessages, createQueues, localSqsClient } from './sqs';
import { WIRING } from './wiring';

workQueueContract({ describe, it, beforeAll, afterAll }, 'SQS (the emulator)', async (run) => {
  const emulator = await startSqsEmulator();
  const client = localSqsClient(emulator.endpoint);
  const { queueUrl } = await createQueues(client);
  const handler = createWorkerHandler({ run, logger: silentLogger });
  const source = startEventSource({
    endpoint: emulator.endpoint,
    queueUrl,
    handler,
    maximumConcurrency: WIRING.workers,
  });
  return {
    queue: createSqsWorkQueue({ client, queueUrl }),
    async close() {
      await source.close();
      client.destroy();
      await emulator.close();
    },
  };
});

const deliver = (i: number): Task => ({ kind: 'deliver', event: `e${i}`, subscription: 's' });
const tasks = (count: number) => Array.from({ length: count }, (_, i) => deliver(i));

describe('the SQS work queue', () => {
  let emulator: SqsEmulator;
  let client: SQSClient;
  let queueUrl: string;
  const queue = () => createSqsWorkQueue({ client, queueUrl });
  const sent = () => emulator.requests.filter(({ operation }) => operation === 'SendMessageBatch');
  const bodies = () =>
    emulator
      .messages(queueUrl)
      .map(({ body }) => body)
      .sort();
  const bodiesOf = (expected: readonly Task[]) => expected.map((task) => JSON.stringify(task)).sort();

  beforeEach(async () => {
    emulator = await startSqsEmulator();
    client = createSqsClient({ endpoint: emulator.endpoint, region: 'us-east-1', credentials });
    ({ queueUrl } = await createQueues(client));
  });
  afterEach(async () => {
    client.destroy();
    await emulator.close();
  });

  it('sends ten tasks a request, in the group of their subscription, those that dispatch in one of their own', async () => {
    await queue().enqueue([...tasks(24), { kind: 'dispatch', event: 'd' }]);
    const entries = sent().map(({ input }) => input.Entries as readonly { MessageGroupId: string }[]);
    expect(entries.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(entries.flat().map(({ MessageGroupId }) => MessageGroupId)).toEqual([...Array(24).fill('s'), '#dispatch']);
  });

  it('keeps a request below 256 KiB, however long the ids are', async () => {
    const long = Array.from({ length: 10 }, (_, i) => deliver(i)).map((task) => ({
      ...task,
      event: task.event + 'x'.repeat(60_000),
    }));
    await queue().enqueue(long);
    expect(bodies()).toHaveLength(10);
    expect(sent().length).toBe(3);
  });

  it('sends nothing for no tasks', async () => {
    await queue().enqueue([]);
    expect(sent()).toEqual([]);
  });

  it('takes ids with characters that SQS does not', async () => {
    const task: Task = { kind: 'dispatch', event: '\ufffe\uffff\u0000\u007f\ud800 审批🙂' };
    await queue().enqueue([task]);
    expect(bodies().map((body) => JSON.parse(body))).toEqual([JSON.parse(JSON.stringify(task))]);
  });

  it.each([
    [0, undefined],
    [1, 1],
    [1000, 1],
    [1001, 2],
    [900_000, 900],
  ])('rounds a delay of %d ms up to the second', async (delayMs, seconds) => {
    await queue().enqueue([deliver(1)], delayMs);
    const [entry] = sent().flatMap(({ input }) => input.Entries as readonly { DelaySeconds?: number }[]);
    expect(entry?.DelaySeconds).toBe(seconds);
  });

  it.each([-1, 900_001, Number.NaN, Number.POSITIVE_INFINITY])('refuses a delay of %d ms', async (delayMs) => {
    await expect(queue().enqueue([deliver(1)], delayMs)).rejects.toThrow(RangeError);
    expect(sent()).toEqual([]);
  });

  it.each(['error_500', 'throttle', 'drop', 'drop_after'] as const)('gets over one %s', async (fault) => {
    emulator.fail('SendMessageBatch', fault);
    await queue().enqueue(tasks(3));
    expect([...new Set(bodies())]).toEqual(bodiesOf(tasks(3)));
  });

  it('sends what SQS failed to take once more', async () => {
    emulator.fail('SendMessageBatch', 'partial');
    await queue().enqueue(tasks(9));
    expect(bodies()).toEqual(bodiesOf(tasks(9)));
    expect(sent()).toHaveLength(2);
  });

  it('is unavailable when SQS fails to take them twice; the others are taken', async () => {
    emulator.fail('SendMessageBatch', 'partial', 'partial');
    const failing = queue().enqueue(tasks(8));
    await expect(failing).rejects.toThrow(WorkQueueUnavailable);
    await expect(failing).rejects.toThrow('2 of 8');
    expect(bodies()).toHaveLength(6);
  });

  it.each(['error_500', 'throttle', 'drop'] as const)('is unavailable when every try ends in %s', async (fault) => {
    emulator.fail('SendMessageBatch', fault, fault, fault);
    await expect(queue().enqueue(tasks(3))).rejects.toThrow(WorkQueueUnavailable);
    expect(sent()).toHaveLength(3);
  });

  it('is unavailable when the checksums are wrong: who knows what was stored', async () => {
    emulator.fail('SendMessageBatch', 'garble');
    await expect(queue().enqueue(tasks(1))).rejects.toThrow(WorkQueueUnavailable);
  });

  it('does not try again where access is denied or there is no such queue', async () => {
    emulator.fail('SendMessageBatch', 'denied');
    await expect(queue().enqueue(tasks(1))).rejects.toThrow(/AccessDenied/);
    expect(sent()).toHaveLength(1);
    const nowhere = createSqsWorkQueue({ client, queueUrl: `${emulator.endpoint}/000000000000/nowhere` });
    await expect(nowhere.enqueue(tasks(1))).rejects.toThrow(WorkQueueUnavailable);
  });

  it('does not go on with a queue that does not answer', async () => {
    const impatient = createSqsClient(
      { endpoint: emulator.endpoint, region: 'us-east-1', credentials },
      { connectMs: 1000, requestMs: 1000, tries: 1 },
    );
    emulator.fail('SendMessageBatch', ...Array(50).fill('hang'));
    const failing = createSqsWorkQueue({ client: impatient, queueUrl }).enqueue(tasks(500));
    await expect(failing).rejects.toThrow(WorkQueueUnavailable);
    impatient.destroy();
    expect(sent()).toHaveLength(10);
  });

  it('reaches the redrive queue with a message that holds no task, and only with that', async () => {
    let now = Date.now();
    const slow = await startSqsEmulator({ clock: () => now });
    const slowClient = localSqsClient(slow.endpoint);
    const urls = await createQueues(slowClient, { visibilitySeconds: 1, maxReceiveCount: 3 });
    const done: Task[] = [];
    const handler = createWorkerHandler({ run: async (task) => void done.push(task), logger: silentLogger });
    const source = startEventSource({ endpoint: slow.endpoint, queueUrl: urls.queueUrl, handler });
    const poison = createSqsWorkQueue({ client: slowClient, queueUrl: urls.queueUrl });
    await poison.enqueue([{ kind: 'nonsense' } as unknown as Task, deliver(1)]);
    for (let tries = 0; tries < 200 && (await countMessages(slowClient, urls.redriveUrl)) === 0; tries++) {
      now += 300;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(slow.messages(urls.redriveUrl).map(({ body }) => body)).toEqual(['{"kind":"nonsense"}']);
    expect(await countMessages(slowClient, urls.queueUrl)).toBe(0);
    expect(done).toEqual([deliver(1)]);
    await source.close();
    slowClient.destroy();
    await slow.close();
  });
});
