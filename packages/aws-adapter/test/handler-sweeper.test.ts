import { createSweeperHandler } from '../src/handler-sweeper';
import scheduled from './fixtures/scheduled.json';
import { contextWith, expectRefusal, FOREIGN } from './invocation';

const sweeperOf = (budgets: number[]) => (budgetMs: number) => {
  budgets.push(budgetMs);
  return { sweep: async () => ({ enqueued: 3 }) };
};

describe('the handler of the minute’s timer', () => {
  it('sweeps within what is left of the invocation, less what the end takes', async () => {
    const budgets: number[] = [];
    const handler = createSweeperHandler(sweeperOf(budgets));
    expect(await handler(scheduled, contextWith(50_000))).toEqual({ enqueued: 3 });
    await handler(scheduled, contextWith(2000));
    expect(budgets).toEqual([40_000, 0]);
  });

  it('takes the ticks of EventBridge Scheduler too', async () => {
    const handler = createSweeperHandler(sweeperOf([]));
    expect(await handler({ ...scheduled, source: 'aws.scheduler' }, contextWith(50_000))).toEqual({ enqueued: 3 });
  });

  it('fails when the sweep fails, so that the alarm sees it', async () => {
    const handler = createSweeperHandler(() => ({ sweep: () => Promise.reject(new Error('down')) }));
    await expect(handler(scheduled, contextWith(50_000))).rejects.toThrow('down');
  });

  const foreign: typeof FOREIGN = [...FOREIGN, ['an event of EC2', { source: 'aws.ec2', detail: { a: 's3cret' } }]];
  it.each(foreign)('refuses %s', async (_, event) => {
    await expectRefusal(() => createSweeperHandler(sweeperOf([]))(event, contextWith(50_000)));
  });
});
