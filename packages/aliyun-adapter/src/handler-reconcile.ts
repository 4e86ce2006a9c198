import { type Clock, SECOND_MS } from '@dinghub/core';
import { type AppsReconciler, LONGEST_PAGE_MS } from '@dinghub/core/dingtalk';
import type { FcEventHandler } from './handler-worker';
import { refuseUnlessTimer } from './timer-event';

/** After so long no further page is asked for: `s.yaml` gives the function 120 s. */
const ASKING_MS = 120 * SECOND_MS - LONGEST_PAGE_MS;

/**
 * Creates the handler of the timer that fetches what DingTalk could not deliver. It rejects when the run of an app fails, so that
 * it shows among the errors of the function: the next tick goes on from there.
 * @param options.reconcilerFor the apps' reconcilers; they ask for no further page once `isStopping` says so
 */
export function createReconcileHandler(options: {
  readonly reconcilerFor: (isStopping: () => boolean) => Pick<AppsReconciler, 'run'>;
  readonly clock: Clock;
}): FcEventHandler {
  const { reconcilerFor, clock } = options;
  return async (event) => {
    refuseUnlessTimer(Buffer.from(event).toString(), 'The function that reconciles is called by a timer');
    const startedAt = clock();
    const { failed } = await reconcilerFor(() => clock() - startedAt >= ASKING_MS).run();
    if (failed.length > 0) throw new Error(`The failed list was not reconciled for ${failed.join(', ')}: see the log.`);
  };
}
