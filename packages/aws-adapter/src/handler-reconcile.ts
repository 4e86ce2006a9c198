import { type AppsReconciled, type AppsReconciler, LONGEST_PAGE_MS } from '@dinghub/core/dingtalk';
import type { LambdaContext } from './request';
import { refuseUnlessTimer } from './timer-event';

/** The handler of the reconcile function: two parameters, as the Node 24 runtime demands. */
export type ReconcileHandler = (event: unknown, context: LambdaContext) => Promise<AppsReconciled>;

/**
 * Creates the handler of the timer that fetches what DingTalk could not deliver. It rejects when the run of an app fails, so that
 * it shows among the errors of the function: the next tick goes on from there.
 * @param reconcilerFor the apps' reconcilers; they ask for no further page once `isStopping` says so
 */
export function createReconcileHandler(
  reconcilerFor: (isStopping: () => boolean) => Promise<Pick<AppsReconciler, 'run'>>,
): ReconcileHandler {
  return async (event, context) => {
    refuseUnlessTimer(event);
    const reconciler = await reconcilerFor(() => context.getRemainingTimeInMillis() < LONGEST_PAGE_MS);
    const { failed } = await reconciler.run();
    if (failed.length > 0) throw new Error(`The failed list was not reconciled for ${failed.join(', ')}: see the log.`);
    return { failed };
  };
}
