import { silentLogger } from '@dinghub/core';
import type { Task } from '@dinghub/core/dispatch';
import { startEventSource, workQueueContract } from '@dinghub/testkit';
import { createWorkerHandler } from '../src/handler-worker';
import { createSqsWorkQueue } from '../src/work-queue';
import { findElasticMq, startElasticMq } from './elasticmq';
import { countMessages, createQueues, localSqsClient } from './sqs';
import { WIRING } from './wiring';

const found = findElasticMq();

if ('missing' in found) {
  it.skip(`SQS (ElasticMQ) as a WorkQueue: not run, because ${found.missing}`, () => {});
} else {
  // One server for all queues: a Java machine takes seconds to start.
  const starting = startElasticMq(found.folder);
  let queues = 0;
  afterAll(async () => (await starting).close());

  async function open(run: (task: Task) => Promise<void>, times: Parameters<typeof createQueues>[1] = {}) {
    const { endpoint } = await starting;
    const client = localSqsClient(endpoint);
    const urls = await createQueues(client, { ...times, prefix: `q${++queues}-` });
    const handler = createWorkerHandler({ run, logger: silentLogger });
    const source = startEventSource({ endpoint, queueUrl: urls.queueUrl, handler, maximumConcurrency: WIRING.workers });
    const queue = createSqsWorkQueue({ client, queueUrl: urls.queueUrl });
    return {
      ...urls,
      client,
      queue,
      async close() {
        await source.close();
        client.destroy();
      },
    };
  }

  workQueueContract({ describe, it, beforeAll, afterAll }, 'SQS (ElasticMQ)', open);

  describe('SQS (ElasticMQ)', () => {
    it('takes ids with characters that SQS does not', async () => {
      const seen: Task[] = [];
      const { queue, close } = await open(async (task) => void seen.push(task));
      const task: Task = { kind: 'dispatch', event: '\ufffe\uffff\u0000\u007f 审批🙂' };
      await queue.enqueue([task]);
      for (let tries = 0; tries < 200 && seen.length === 0; tries++) await new Promise((done) => setTimeout(done, 20));
      expect(seen).toEqual([task]);
      await close();
    });

    it('moves a message that holds no task to the redrive queue', async () => {
      const { queue, client, queueUrl, redriveUrl, close } = await open(async () => {}, {
        visibilitySeconds: 1,
        maxReceiveCount: 2,
      });
      await queue.enqueue([{ kind: 'nonsense' } as unknown as Task]);
      for (let tries = 0; tries < 200 && (await countMessages(client, redriveUrl)) === 0; tries++) {
        await new Promise((done) => setTimeout(done, 50));
      }
      expect([await countMessages(client, queueUrl), await countMessages(client, redriveUrl)]).toEqual([0, 1]);
      await close();
    });
  });
}
