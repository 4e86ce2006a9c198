import type { Clock } from '@dinghub/core';
import type { DingTalkApp } from './app';
import type { Callback } from './callback-request';
import { createFailedList, type FailedList, type FailedListDeletes } from './failed-list';
import { createFailureLog, type Failure, type FailureLog } from './failures';
import { createSuiteTickets, type SuiteTickets } from './suite-tickets';

/** What DingTalk knows of an application. */
export interface AppState {
  readonly app: DingTalkApp;
  /** Where it runs: an internal application at home, a third-party one wherever it is authorised. */
  readonly organisations: Set<string>;
  /** Only third-party applications are given any. */
  readonly tickets: SuiteTickets;
  /** What is registered: one callback for each application. */
  callback?: Callback;
  readonly failures: FailureLog;
  readonly failedList: FailedList;
  /** The ids of confirmed failure records. */
  readonly confirmed: Set<number>;
}

/** The state of an application that has just been created. */
export function createAppState(
  app: DingTalkApp,
  options: { readonly clock: Clock; readonly deletes: FailedListDeletes; readonly delayMs: number },
): AppState {
  return {
    app,
    organisations: new Set([app.corpId]),
    tickets: createSuiteTickets(),
    failures: createFailureLog(options.clock),
    failedList: createFailedList(options),
    confirmed: new Set(),
  };
}

/** Keeps what could not be pushed; the failed list is about registered callbacks only. */
export function keepFailure({ failures, failedList }: AppState, details: Omit<Failure, 'id' | 'failedAt'>): void {
  const failure = failures.add(details);
  if (failure.origin === 'callback') failedList.add(failure);
}

/** What ends the plaintext of a callback registered by API: the corpId, or a third-party application's suiteKey. */
export const ownerKeyOf = ({ appKey, corpId, suite }: DingTalkApp): string => (suite ? appKey : corpId);
