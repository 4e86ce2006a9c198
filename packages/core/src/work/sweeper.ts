import type { Logger } from '../logging';
import { subscriptionOfKey } from '../storage/delivery-ledger';
import type { RecordStore, StoredRecord } from '../storage/record-store';
import { type Clock, SECOND_MS } from '../time';
import type { Task } from './task';
import type { WorkQueue } from './work-queue';

/** Finds in the store what is late and wakes a worker for it: it heals whatever a crash or a queue has left behind. */
export interface Sweeper {
  /**
   * Enqueues what is due, the longest overdue first, until nothing is left or its limits are reached; the next minute goes on.
   * @throws StoreUnavailable, StoreRejected, WorkQueueUnavailable
   */
  sweep(): Promise<{ readonly enqueued: number }>;
}

const PAGE = 200;
/** A sweep looks at so many records at most. */
const MOST_READ = 50_000;
/** And takes so many tasks of one subscription: its backlog must not hide what is due behind it. */
const MOST_OF_ONE = 500;

/**
 * Creates a sweeper.
 * @param options.mostTasks at most so many a sweep, since what was enqueued stays due until a worker has done it. @default 5000
 * @param options.budgetMs and for at most so long. @default 45 s
 */
export function createSweeper(options: {
  readonly store: Pick<RecordStore, 'query'>;
  readonly queue: Pick<WorkQueue, 'enqueue'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly mostTasks?: number;
  readonly budgetMs?: number;
}): Sweeper {
  const { store, queue, clock, logger, mostTasks = 5000, budgetMs = 45 * SECOND_MS } = options;

  return {
    async sweep() {
      const startedAt = clock();
      const ofOne = new Map<string, number>();
      const mayGo = (task: Task) => {
        const name = task.kind === 'deliver' ? task.subscription : '';
        const count = (ofOne.get(name) ?? 0) + 1;
        ofOne.set(name, count);
        return count <= MOST_OF_ONE || name === '';
      };
      let [read, enqueued] = [0, 0];
      let cursor: string | undefined;
      do {
        const page = await store.query(
          { index: 'due', until: startedAt },
          { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
        );
        const tasks = page.items.flatMap((record) => taskOf(record) ?? []).filter(mayGo);
        if (tasks.length > 0) await queue.enqueue(tasks);
        read += page.items.length;
        enqueued += tasks.length;
        cursor = page.cursor;
      } while (cursor !== undefined && enqueued < mostTasks && read < MOST_READ && clock() - startedAt < budgetMs);
      if (enqueued > 0) logger.info('swept', { enqueued, more: cursor !== undefined });
      return { enqueued };
    },
  };
}

/** What has to be done about a record that is due. */
function taskOf(record: StoredRecord): Task | undefined {
  const event = record.partition.slice('event#'.length);
  if (record.sort === 'event') return { kind: 'dispatch', event };
  const subscription = subscriptionOfKey(record);
  return subscription === undefined ? undefined : { kind: 'deliver', event, subscription };
}
