import { StoreUnavailable } from '@dinghub/core';
import type { Task } from '@dinghub/core/dispatch';
import { recordingLogger } from '@dinghub/testkit';
import { createWorkerHandler } from '../src/handler-worker';
import { TIMER_EVENT } from './http-event';

const context = { requestId: 'req', credentials: { accessKeyId: 'a', accessKeySecret: 's' } };
const bytes = (event: unknown) => Buffer.from(JSON.stringify(event));
const DISPATCH: Task = { kind: 'dispatch', event: '审批' };

function setUp(change: { run?: () => Promise<void>; sweep?: () => Promise<{ enqueued: number }> } = {}) {
  const done: unknown[] = [];
  const logger = recordingLogger();
  const handler = createWorkerHandler({
    worker: { run: change.run ?? (async (task) => void done.push(task)) },
    sweeper: {
      sweep:
        change.sweep ??
        (async () => {
          done.push('sweep');
          return { enqueued: 0 };
        }),
    },
    everyMinute: async () => void done.push('everyMinute'),
    logger,
  });
  return { done, lines: logger.lines, handler };
}

describe('the worker’s handler', () => {
  it('does the task that it is invoked with, and nothing else', async () => {
    const { handler, done } = setUp();
    await handler(bytes(DISPATCH), context);
    await handler(bytes({ kind: 'deliver', event: 'e', subscription: 's' }), context);
    expect(done).toEqual([DISPATCH, { kind: 'deliver', event: 'e', subscription: 's' }]);
  });

  it('sweeps when the timer calls it, then does what else is done each minute', async () => {
    const { handler, done } = setUp();
    await handler(bytes(TIMER_EVENT), context);
    expect(done).toEqual(['sweep', 'everyMinute']);
  });

  it('fails when the store does, so that Function Compute tries again, and says so without the error’s text', async () => {
    const fails = async () => {
      throw new StoreUnavailable('something personal');
    };
    const task = setUp({ run: fails });
    await expect(task.handler(bytes(DISPATCH), context)).rejects.toThrow(StoreUnavailable);
    const line = { code: 'task_failed', requestId: 'req', error: 'StoreUnavailable:store_unavailable' };
    expect(task.lines).toEqual([{ ...line, kind: 'dispatch', event: '审批' }]);
    const sweep = setUp({ sweep: fails });
    await expect(sweep.handler(bytes(TIMER_EVENT), context)).rejects.toThrow(StoreUnavailable);
    expect(sweep.done).toEqual([]);
    expect(sweep.lines).toEqual([{ ...line, kind: 'sweep' }]);
  });

  it.each<[string, Buffer]>([
    ['an HTTP request', bytes({ version: 'v1', rawPath: '/s3cret', requestContext: {} })],
    ['half a task', bytes({ kind: 'deliver', event: 's3cret' })],
    ['a task of another kind', bytes({ kind: 'explode', event: 's3cret' })],
    ['half a timer event', bytes({ triggerName: 's3cret' })],
    ['null', bytes(null)],
    ['a list', bytes(['s3cret'])],
    ['no JSON', Buffer.from('s3cret')],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s loudly, and repeats nothing of what is in it', async (_, event) => {
    const { handler, done, lines } = setUp();
    await expect(handler(event, context)).rejects.toThrow(/check its triggers/);
    await expect(handler(event, context)).rejects.not.toThrow(/s3cret/);
    expect(done).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });
});
