import type { Task } from './task';

/** An alarm clock for workers. It may lose, repeat and reorder tasks: the sweeper finds in the store what it forgets. */
export interface WorkQueue {
  /** The longest delay that {@link enqueue} takes: SQS 900 000, Function Compute 3 600 000. Longer waits are the sweeper's. */
  readonly maxDelayMs: number;
  /**
   * Hands tasks to workers, after `delayMs` (0 to `maxDelayMs`; rounded up to what the platform knows).
   * @throws WorkQueueUnavailable when some were not taken; the others may have been
   */
  enqueue(tasks: readonly Task[], delayMs?: number): Promise<void>;
}

/** The queue did not take the tasks. */
export class WorkQueueUnavailable extends Error {
  override readonly name = 'WorkQueueUnavailable';
  readonly code = 'work_queue_unavailable';
}
