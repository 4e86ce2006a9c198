import { randomBytes } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createCallbackHandler, createEventLog, type RecordStore, silentLogger } from '@dinghub/core';
import { createDispatch, createSweeper, type WorkQueue } from '@dinghub/core/dispatch';
import { checkUrl, createHttpSender } from '@dinghub/egress';
import { type HubHarness, type SqsEmulator, startEventSource, TEST_APPS } from '@dinghub/testkit';
import { createHandler } from '../src/handler';
import { createDispatchHandler } from '../src/handler-dispatch';
import { createSweeperHandler } from '../src/handler-sweeper';
import { createWorkerHandler } from '../src/handler-worker';
import { sendNothing } from '../src/send-nothing';
import { createSqsWorkQueue } from '../src/work-queue';
import scheduled from './fixtures/scheduled.json';
import { callbackEvent } from './http-event';
import { contextWith } from './invocation';
import { createQueues } from './sqs';
import { type StreamSource, startStreamSource } from './stream-source';
import { WIRING } from './wiring';

const RETENTION_DAYS = 180;
const NETWORKS = { allowNetworks: ['127.0.0.0/8'], allowHttp: true };

/** What the functions of a hub share: the table, the queue and the time. */
export interface Backends {
  readonly emulator: SqsEmulator;
  readonly client: SQSClient;
  readonly clock: { now(): number; advance(ms: number): void };
  /** What each function gets for a store. */
  readonly store: RecordStore;
  /** Brings the table's changes to the dispatch function from now on. */
  follow(source: StreamSource): Promise<{ lose(lose: boolean): void; stop(): Promise<void> }>;
  close(): Promise<void>;
}

/** All functions of serverless.yml in this process, each with a hub of its own, connected as Lambda connects them. */
export async function startHub({ emulator, client, clock, store, follow, close }: Backends): Promise<HubHarness> {
  const { visibilitySeconds, maxReceiveCount, queueBatch, workers, workerTimeoutMs, sweeperTimeoutMs } = WIRING;
  const { queueUrl } = await createQueues(client, { visibilitySeconds, maxReceiveCount });
  const now = () => clock.now();
  const logger = silentLogger;
  const random = randomBytes;
  const common = { store, clock: now, random, logger, retentionDays: RETENTION_DAYS };
  const queue = (): WorkQueue => createSqsWorkQueue({ client, queueUrl });
  const send = createHttpSender({ ...NETWORKS, clock: Date.now });

  const callback = createHandler(
    createCallbackHandler({
      ...common,
      apps: async () => TEST_APPS,
      events: createEventLog({ store, clock: now, retentionDays: RETENTION_DAYS }),
      deadlineMs: 10_000,
    }),
  );
  const dispatcher = createDispatch({ ...common, queue: queue(), send: sendNothing });
  const worker = createDispatch({ ...common, queue: queue(), send });
  const admin = createDispatch({ ...common, queue: queue(), send, checkUrl: (url) => checkUrl(url, NETWORKS) });
  const sweep = createSweeperHandler((budgetMs) => createSweeper({ ...common, queue: queue(), budgetMs }));

  const stream = startStreamSource(createDispatchHandler({ run: dispatcher.worker.run, logger }));
  const following = await follow(stream);
  const source = startEventSource({
    endpoint: emulator.endpoint,
    queueUrl,
    handler: createWorkerHandler({ run: worker.worker.run, logger }),
    batchSize: queueBatch,
    maximumConcurrency: workers,
    timeoutMs: workerTimeoutMs,
  });

  return {
    async post(body) {
      return (await callback(callbackEvent(body), contextWith(20_000))).statusCode;
    },
    dispatch: admin,
    async sweep() {
      await sweep(scheduled, contextWith(sweeperTimeoutMs));
      // Until the next minute the workers have done what they can.
      await idle(() => emulator.messages(queueUrl).every(({ visibleAt, handle }) => visibleAt > now() && !handle));
    },
    advance: (ms) => clock.advance(ms),
    loseTasks(lose) {
      emulator.copies = lose ? 0 : 1;
      following.lose(lose);
    },
    async close() {
      await following.stop();
      await stream.close();
      await source.close();
      await send.close();
      await close();
    },
  };
}

/** Waits some seconds until it is done, and then goes on in any case. */
async function idle(isDone: () => boolean): Promise<void> {
  for (let tries = 0; !isDone() && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
}
