import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createAdminApi } from '@dinghub/console';
import { type HubEvent, silentLogger } from '@dinghub/core';
import { createDispatch, type HttpOutcome, type HttpRequest, type Task } from '@dinghub/core/dispatch';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { listenLocally } from '@dinghub/testkit';
import { dinghub } from './command';

export const TOKEN = 'correct-horse-battery-staple';

/** A hub in memory, whose admin API is on a socket, and whose receivers answer as told. */
export async function startAdminHub() {
  const tasks: Task[] = [];
  const sent: HttpRequest[] = [];
  let outcome: HttpOutcome = { kind: 'answer', status: 200, headers: {}, body: 'thanks', durationMs: 12 };
  const dispatch = createDispatch({
    store: createMemoryRecordStore(),
    queue: { maxDelayMs: 900_000, enqueue: async (more) => void tasks.push(...more) },
    send: async (request) => {
      sent.push(request);
      return outcome;
    },
    clock: Date.now,
    random: (size) => randomBytes(size),
    logger: silentLogger,
    retentionDays: 180,
    subscriptionsMaxAgeMs: 0,
  });
  const admin = createAdminApi({ dispatch, token: TOKEN, clock: Date.now, logger: silentLogger });
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const [path = '', rawQuery = ''] = (request.url ?? '').split('?');
    const headers = { authorization: request.headers.authorization ?? '' };
    const body = await buffer(request);
    const answer = await admin({ method: request.method ?? '', path, rawQuery, headers, body, requestId: 'r' });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const { url: endpoint, close } = await listenLocally(server);

  return {
    dispatch,
    endpoint,
    sent,
    /** Method and URL of every request that came. */
    calls,
    answerWith: (next: HttpOutcome) => {
      outcome = next;
    },
    /** Does what is in the queue and what follows from it; a retry is for later. */
    async work(): Promise<void> {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
        const before = tasks.length;
        await dispatch.worker.run(task);
        if (task.kind === 'deliver') tasks.splice(before);
      }
    },
    /** Forgets what is in the queue. */
    loseTasks: () => void tasks.splice(0),
    /** Runs `dinghub` against it. */
    run: (args: readonly string[], more: Record<string, string> = {}, input?: string) =>
      dinghub([...args, '--endpoint', endpoint], { DINGHUB_ADMIN_TOKEN: TOKEN, ...more }, input),
    close,
  };
}

export type AdminHub = Awaited<ReturnType<typeof startAdminHub>>;

let events = 0;
/** An event like no other. */
export function event(fields: Partial<HubEvent> = {}): HubEvent {
  return {
    specversion: '1.0',
    id: `event-${++events}`,
    source: 'dingtalk',
    type: 'bpms_instance_change',
    subject: 'approval/p1',
    time: new Date().toISOString(),
    corpid: 'ding1',
    app: 'default',
    data: { EventType: 'bpms_instance_change', title: '请假' },
    ...fields,
  };
}
