import { type Attempter, attemptRecord } from '@dinghub/core/dispatch';

/** One attempt as it is answered, cut as those of deliveries are. */
export function attemptDocument([outcome, verdict]: Awaited<ReturnType<Attempter>>): object {
  const { startedAt: _, ...attempt } = attemptRecord(0, outcome, verdict);
  return { delivered: verdict.kind === 'delivered', ...attempt };
}
