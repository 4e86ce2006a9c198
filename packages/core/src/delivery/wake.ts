import type { Waiting } from '../storage/delivery';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import { type Clock, SECOND_MS } from '../time';
import type { Task } from '../work/task';
import type { WorkQueue } from '../work/work-queue';

const PAGE = 200;
const BUDGET_MS = 5 * SECOND_MS;

/** Makes what waits for one thing due now; says how many that are. */
export type Wake = (subscriptionId: string, waiting: Waiting) => Promise<number>;

/**
 * Creates what wakes deliveries: those of a subscription that was resumed, or whose receiver is well again. What does not fit
 * into a few seconds comes by itself, since nothing waits for longer than half an hour at a time.
 */
export function createWake(effects: {
  readonly ledger: Pick<DeliveryLedger, 'list' | 'write'>;
  readonly queue: Pick<WorkQueue, 'enqueue'>;
  readonly clock: Clock;
}): Wake {
  const { ledger, queue, clock } = effects;

  return async (subscriptionId, waiting) => {
    const startedAt = clock();
    let woken = 0;
    let cursor: string | undefined;
    do {
      const page = await ledger.list(
        { subscription: subscriptionId, state: 'pending' },
        { limit: PAGE, order: 'ascending', ...(cursor === undefined ? {} : { cursor }) },
      );
      const asleep = page.items.filter((delivery) => delivery.waiting === waiting);
      const written = await Promise.all(
        asleep.map(({ waiting: _, ...delivery }) => ledger.write({ ...delivery, nextAttemptAt: clock() })),
      );
      const tasks = asleep.flatMap(({ eventId }, i): Task[] =>
        written[i] === 'written' ? [{ kind: 'deliver', event: eventId, subscription: subscriptionId }] : [],
      );
      // What the queue does not take the sweeper finds.
      if (tasks.length > 0) await queue.enqueue(tasks).catch(() => {});
      woken += tasks.length;
      cursor = page.cursor;
    } while (cursor !== undefined && clock() - startedAt < BUDGET_MS);
    return woken;
  };
}
