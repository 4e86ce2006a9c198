import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdminApi } from '@dinghub/console';
import { createCallbackHandler, silentLogger } from '@dinghub/core';
import { appendAndEnqueue, createDispatch, type WorkQueue } from '@dinghub/core/dispatch';
import { createHttpSender } from '@dinghub/egress';
import { endToEndContract, signCallback, TEST_APPS } from '@dinghub/testkit';
import { createSqliteRecordStore } from '../src/record-store';
import { startServer } from '../src/server';
import { createInProcessWorkQueue } from '../src/work-queue';

/** Wired as main.ts does, with a clock and a queue that the test can get at. */
endToEndContract({ describe, it, beforeAll, afterAll }, 'the local hub', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-e2e-'));
  let offset = 0;
  let losing = false;
  const clock = () => Date.now() + offset;
  const logger = silentLogger;
  const store = createSqliteRecordStore({ path: join(folder, 'hub.db') });
  const send = createHttpSender({ clock, allowNetworks: ['127.0.0.0/8'] });
  const pool = createInProcessWorkQueue({ run: (task) => dispatch.worker.run(task), logger });
  const queue: WorkQueue = {
    maxDelayMs: pool.maxDelayMs,
    enqueue: async (tasks, delayMs) => (losing ? undefined : pool.enqueue(tasks, delayMs)),
  };
  const dispatch = createDispatch({ store, queue, send, clock, random: randomBytes, logger, retentionDays: 180 });
  const events = appendAndEnqueue({ events: dispatch.events, queue, logger });
  const callback = createCallbackHandler({ apps: async () => TEST_APPS, events, clock, random: randomBytes, logger });
  const admin = createAdminApi({ dispatch, token: undefined, clock, logger });
  const server = await startServer({ callback, admin, host: '127.0.0.1', port: 0, nextId: () => 'req' });
  return {
    dispatch,
    async post(body) {
      const { query, body: text } = signCallback(body);
      const answer = await fetch(`${server.url}/v1/dingtalk?${new URLSearchParams(query).toString()}`, {
        method: 'POST',
        body: text,
      });
      return answer.status;
    },
    sweep: async () => void (await dispatch.sweeper.sweep()),
    advance: (ms) => {
      offset += ms;
    },
    loseTasks: (lose) => {
      losing = lose;
    },
    async close() {
      await server.close();
      await pool.close();
      await send.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
