import { MINUTE_MS, SECOND_MS } from '@dinghub/core';
import type { AppsReconciler } from '@dinghub/core/dingtalk';

/** When the local hub asks DingTalk for what could not be delivered. Times in ms. */
export interface ReconcileTimes {
  /** After the start; by then subscribers that started with the hub are there. @default 10 s */
  readonly firstMs?: number;
  /** @default 5 min: the list tells nothing about the last 3 to 5 minutes */
  readonly everyMs?: number;
}

/**
 * Runs the reconcilers again and again, never two runs at a time; does nothing where no app can call DingTalk.
 * @param create makes them; what it is given says whether the hub is closing
 */
export function startReconciling(
  create: (isStopping: () => boolean) => Pick<AppsReconciler, 'apps' | 'run'>,
  { firstMs = 10 * SECOND_MS, everyMs = 5 * MINUTE_MS }: ReconcileTimes = {},
): {
  /** Begins no further run, asks for no further page, and waits until the last one is stored. */
  stop(): Promise<void>;
} {
  let isStopping = false;
  let running: Promise<unknown> = Promise.resolve();
  const { apps, run } = create(() => isStopping);
  let timer: NodeJS.Timeout | undefined;

  function schedule(ms: number): void {
    if (isStopping || apps.length === 0) return;
    timer = setTimeout(() => {
      running = run().finally(() => schedule(everyMs));
    }, ms);
    timer.unref();
  }

  schedule(firstMs);
  return {
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}
