import { createReconcileHandler } from '../src/handler-reconcile';
import { TIMER_EVENT } from './http-event';

const context = { requestId: 'req', credentials: { accessKeyId: 'a', accessKeySecret: 's' } };
const bytes = (event: unknown) => Buffer.from(JSON.stringify(event));

function setUp(failed: readonly string[] = []) {
  const bench = { now: 0, isStopping: (): boolean => false, runs: 0 };
  const handler = createReconcileHandler({
    reconcilerFor: (isStopping) => {
      bench.isStopping = isStopping;
      return {
        async run() {
          bench.runs++;
          return { failed };
        },
      };
    },
    clock: () => bench.now,
  });
  return { bench, handler };
}

describe('the handler of the timer that reconciles', () => {
  it('runs when the timer calls it, and asks for nothing when there is no time to store it', async () => {
    const { bench, handler } = setUp();
    bench.now = 1_000_000;
    await handler(bytes(TIMER_EVENT), context);
    expect([bench.runs, bench.isStopping()]).toEqual([1, false]);
    bench.now += 64_999;
    expect(bench.isStopping()).toBe(false);
    bench.now += 1;
    expect(bench.isStopping()).toBe(true);
  });

  it('fails when the run of an app fails, so that it shows among the errors', async () => {
    await expect(setUp(['hr', 'it']).handler(bytes(TIMER_EVENT), context)).rejects.toThrow(/for hr, it: see the log/);
  });

  it.each([
    ['an HTTP request', bytes({ version: 'v1', rawPath: '/s3cret', requestContext: {} })],
    ['a task', bytes({ kind: 'dispatch', event: 's3cret' })],
    ['half a timer event', bytes({ triggerName: 's3cret' })],
    ['no JSON', Buffer.from('s3cret')],
  ])('refuses %s loudly, and repeats nothing of what is in it', async (_, event) => {
    const { bench, handler } = setUp();
    await expect(handler(event, context)).rejects.toThrow(/called by a timer.*check its triggers/);
    await expect(handler(event, context)).rejects.not.toThrow(/s3cret/);
    expect(bench.runs).toBe(0);
  });
});
