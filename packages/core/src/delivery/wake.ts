import type { DeliveryLedger } from '../storage/delivery-ledger';
import { type Clock, SECOND_MS } from '../time';
import type { Task } from '../work/task';
import type { WorkQueue } from '../work/work-queue';

const PAGE = 200;
const BUDGET_MS = 5 * SECOND_MS;

/**
 * Makes what waited for a paused subscription due now. What does not fit into a few seconds comes by itself, within the ten
 * minutes that a paused delivery waits.
 * @returns how many
 */
export async function wakePaused(
  subscriptionId: string,
  effects: {
    readonly ledger: Pick<DeliveryLedger, 'list' | 'write'>;
    readonly queue: Pick<WorkQueue, 'enqueue'>;
    readonly clock: Clock;
  },
): Promise<number> {
  const { ledger, queue, clock } = effects;
  const startedAt = clock();
  let woken = 0;
  let cursor: string | undefined;
  do {
    const page = await ledger.list(
      { subscription: subscriptionId, state: 'pending' },
      { limit: PAGE, order: 'ascending', ...(cursor === undefined ? {} : { cursor }) },
    );
    const paused = page.items.filter(({ waiting }) => waiting === 'paused');
    const written = await Promise.all(
      paused.map(({ waiting: _, ...delivery }) => ledger.write({ ...delivery, nextAttemptAt: clock() })),
    );
    const tasks = paused.flatMap(({ eventId }, i): Task[] =>
      written[i] === 'written' ? [{ kind: 'deliver', event: eventId, subscription: subscriptionId }] : [],
    );
    if (tasks.length > 0) await queue.enqueue(tasks);
    woken += tasks.length;
    cursor = page.cursor;
  } while (cursor !== undefined && clock() - startedAt < BUDGET_MS);
  return woken;
}
