import type { Sweeper } from '@dinghub/core/dispatch';
import type { LambdaContext } from './request';
import { refuseUnlessTimer } from './timer-event';

/** The last page that a sweep has begun, and the answer. */
const RESERVE_MS = 10_000;

/** The handler of the sweeper function: two parameters, as the Node 24 runtime demands. */
export type SweeperHandler = (event: unknown, context: LambdaContext) => Promise<{ readonly enqueued: number }>;

/**
 * Creates the handler of the minute's timer. It rejects when the sweep fails: the next minute sweeps again, and an alarm counts.
 * @param sweeperFor makes a sweeper that begins nothing after so many ms
 */
export function createSweeperHandler(sweeperFor: (budgetMs: number) => Sweeper): SweeperHandler {
  return async (event, context) => {
    refuseUnlessTimer(event);
    return sweeperFor(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS)).sweep();
  };
}
