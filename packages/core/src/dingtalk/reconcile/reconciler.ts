import { errorFields } from '../../callback/error-fields';
import { StoreRejected, StoreUnavailable } from '../../errors';
import type { Logger } from '../../logging';
import type { EventLog } from '../../storage/event-log';
import type { RecordStore } from '../../storage/record-store';
import { type Clock, type Random, SECOND_MS } from '../../time';
import { DingTalkApiError } from '../api-error';
import type { Sleep } from '../sleep';
import type { FailedSource, SourcePage } from './failed-source';
import { createFindMissing } from './find-missing';
import { answerLostNotice } from './notices';
import { pageId } from './page-record';
import { createPageStore } from './page-store';
import { acquirePoller, type PollerLease, pollerOf } from './poller';
import { createRecoverPage, type PageOutcome } from './recover-page';
import { createTally, type ReconcileReport, type Tally } from './report';

/** How an app's reconciliation stands. */
export interface ReconcileStatus {
  /** Epoch ms; undefined before the first run that ended well. */
  readonly doneAt?: number;
  /** Pages that are stored and not compared yet, and pages that were not understood; up to 100 each. */
  readonly waiting: number;
  readonly unreadable: number;
}

/** Fetches what DingTalk could not deliver. */
export interface Reconciler {
  /**
   * Compares pages that an earlier run has left, then asks for the next until there is none. With `dryRun` nothing is appended;
   * but to ask is to take, so that the pages are stored all the same, and the next run finds them. `reread` compares pages again
   * that were not understood, for a version that knows better.
   * @throws DingTalkApiError, StoreUnavailable, StoreRejected; what is stored by then is not asked for again
   */
  run(options?: { readonly dryRun?: boolean; readonly reread?: boolean }): Promise<ReconcileReport>;
  status(): Promise<ReconcileStatus>;
}

/** What reconciliation needs; every effect is a parameter. */
export interface ReconcilerOptions {
  /** The app's name. */
  readonly app: string;
  readonly source: () => FailedSource;
  readonly store: RecordStore;
  /** The event log, its `append` being one that has new events dispatched (`appendAndEnqueue`). */
  readonly events: Pick<EventLog, 'append' | 'get' | 'list'>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
  readonly logger: Logger;
  /** A run asks for so many pages at most. @default 50 */
  readonly mostPages?: number;
  /** And begins no new one after so long. @default 30 s */
  readonly budgetMs?: number;
  /** Told of each page, once what was missing of it is appended. */
  readonly onPage?: (outcome: PageOutcome) => void;
}

const LEFT_AT_ONCE = 20;

/** Creates the reconciler of one app. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { app, store, events, clock, random, logger, mostPages = 50, budgetMs = 30 * SECOND_MS } = options;
  const pages = createPageStore(options);
  const recover = createRecoverPage({ ...options, pages, findMissing: createFindMissing(events) });

  /** An answer is gone; it was a page, perhaps, and nobody gives it again. */
  async function tellLost(source: FailedSource): Promise<void> {
    if (source.confirm !== undefined) return;
    logger.error('failed_page_lost', { app });
    await events.append([answerLostNotice({ app, at: clock() })]);
  }

  /** Asks once. Whatever happens, `hold` says afterwards whether there may be a page that is not stored. */
  async function take(source: FailedSource, id: string, hold: Hold) {
    const askedAt = clock();
    let answer: SourcePage | undefined;
    try {
      answer = await source.ask();
      const page = answer.isEmpty ? undefined : await pages.keep({ id, askedAt, text: answer.text });
      hold.asking = undefined;
      if (page !== undefined) await source.confirm?.(answer);
      return { answer, page };
    } catch (error) {
      if (hold.asking !== undefined && (answer !== undefined || mayBeLost(error))) await tellLost(source);
      hold.asking = undefined;
      throw error;
    }
  }

  async function readLeft(tally: Tally, dryRun: boolean, reread: boolean): Promise<void> {
    const startedAt = clock();
    if (reread) for (const page of await pages.list('unreadable', LEFT_AT_ONCE)) tally.add(await recover(page, dryRun));
    for (;;) {
      const left = await pages.list('waiting', LEFT_AT_ONCE);
      for (const page of left) tally.add(await recover(page, dryRun));
      if (dryRun || left.length === 0 || clock() - startedAt >= budgetMs) return;
    }
  }

  async function poll(
    source: FailedSource,
    lease: PollerLease,
    hold: Hold,
    tally: Tally,
    dryRun: boolean,
  ): Promise<ReconcileReport['outcome']> {
    const startedAt = clock();
    let last: string | undefined;
    for (let asked = 0; asked < mostPages && clock() - startedAt < budgetMs; asked++) {
      const id = pageId(clock(), random(4));
      if (!(await lease.renew(id))) return 'lease_lost';
      hold.asking = id;
      const { answer, page } = await take(source, id, hold);
      if (page !== undefined) tally.add(await recover(page, dryRun));
      if (!answer.hasMore) return 'done';
      if (answer.isElsewhere) continue;
      if (answer.isEmpty || answer.text === last) {
        // More is said to be there and does not come.
        logger.warn('failed_list_repeats', { app, empty: answer.isEmpty });
        return 'more';
      }
      last = answer.text;
    }
    return 'more';
  }

  return {
    async run({ dryRun = false, reread = false } = {}) {
      const holder = Buffer.from(random(8)).toString('hex');
      const lease = await acquirePoller({ app, holder, store, clock });
      const tally = createTally(options.onPage);
      if (lease === undefined) return tally.report('busy');
      const source = options.source();
      const hold: Hold = { asking: lease.unfinished };
      let outcome: ReconcileReport['outcome'] | undefined;
      try {
        if (lease.unfinished !== undefined && !(await pages.has(lease.unfinished))) await tellLost(source);
        hold.asking = undefined;
        await readLeft(tally, dryRun, reread);
        outcome = await poll(source, lease, hold, tally, dryRun);
        if (!dryRun) await pages.clean();
      } finally {
        const doneAt = outcome === 'done' && !dryRun ? { doneAt: clock() } : {};
        await lease
          .release({ asking: hold.asking, ...doneAt })
          .catch((error: unknown) => logger.warn('poller_not_released', { app, ...errorFields(error) }));
      }
      const report = tally.report(outcome);
      const { events: _, ...counts } = report;
      logger.info('reconciled', { app, dryRun, ...counts });
      return report;
    },

    async status() {
      const [poller, waiting, unreadable] = await Promise.all([
        pollerOf(store, app),
        pages.count('waiting'),
        pages.count('unreadable'),
      ]);
      return { ...(poller?.doneAt === undefined ? {} : { doneAt: poller.doneAt }), waiting, unreadable };
    },
  };
}

/** What the holder of the lease is asking for, and has not stored yet. */
interface Hold {
  asking: string | undefined;
}

/** False when DingTalk has given no page: it said why not, or was never asked, since there was no token or no store to keep it in. */
function mayBeLost(error: unknown): boolean {
  if (error instanceof DingTalkApiError) return error.failure.mayHaveHappened === true;
  return !(error instanceof StoreUnavailable || error instanceof StoreRejected);
}
