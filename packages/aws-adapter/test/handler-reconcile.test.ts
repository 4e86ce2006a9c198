import { createReconcileHandler } from '../src/handler-reconcile';
import scheduled from './fixtures/scheduled.json';
import { contextWith, expectRefusal, FOREIGN } from './invocation';

const reconcilerOf = (failed: readonly string[], stopping: boolean[] = []) =>
  createReconcileHandler(async (isStopping) => {
    stopping.push(isStopping());
    return { run: async () => ({ failed }) };
  });

describe('the handler of the timer that reconciles', () => {
  it('runs at each tick, and asks for nothing when there is no time to store it', async () => {
    const stopping: boolean[] = [];
    const handler = reconcilerOf([], stopping);
    expect(await handler(scheduled, contextWith(120_000))).toEqual({ failed: [] });
    await handler({ ...scheduled, source: 'aws.scheduler' }, contextWith(14_000));
    expect(stopping).toEqual([false, true]);
  });

  it('fails when the run of an app fails, so that it shows among the errors', async () => {
    await expect(reconcilerOf(['hr', 'it'])(scheduled, contextWith(120_000))).rejects.toThrow(
      /for hr, it: see the log/,
    );
  });

  const foreign: typeof FOREIGN = [...FOREIGN, ['an event of EC2', { source: 'aws.ec2', detail: { a: 's3cret' } }]];
  it.each(foreign)('refuses %s', async (_, event) => {
    await expectRefusal(() => reconcilerOf([])(event, contextWith(120_000)));
  });
});
