import { errorFields } from '../../callback/error-fields';
import { StoreRejected, StoreUnavailable } from '../../errors';
import { canonicalJson } from '../../events/event-identity';
import type { Logger } from '../../logging';
import type { EventLog } from '../../storage/event-log';
import type { RecordStore } from '../../storage/record-store';
import { type Clock, type Random, SECOND_MS } from '../../time';
import { DingTalkApiError } from '../api-error';
import type { Sleep } from '../sleep';
import type { FailedSource, SourcePage } from './failed-source';
import { createFindMissing } from './find-missing';
import { answerLostNotice } from './notices';
import { createOrdinalCount, type OrdinalCount } from './ordinals';
import { pageId, type RawPage, repeatableId } from './page-record';
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

/**
 * How long the last page may take from when it is asked for, in ms: a call to DingTalk takes up to 10 s and waits as long for a limit,
 * and a store is tried for 25 s, of which the last try may hang for 8 s more. A function that is ended must not ask within that time of
 * its end: a page is given once.
 */
export const LONGEST_PAGE_MS = 55 * SECOND_MS;

const LEFT_AT_ONCE = 20;

/** Creates the reconciler of one app. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { app, store, events, clock, random, logger, mostPages = 50, budgetMs = 30 * SECOND_MS } = options;
  const pages = createPageStore(options);
  const recover = createRecoverPage({ ...options, pages, findMissing: createFindMissing(events) });

  /** An answer is gone; it was a page, perhaps, and nobody gives it again. */
  async function tellLost({ source }: Run): Promise<void> {
    if (source.confirm !== undefined) return;
    logger.error('failed_page_lost', { app });
    await events.append([answerLostNotice({ app, at: clock() })]);
  }

  /** Stores an answer, unless it says nothing new. */
  async function keep(run: Run, id: string, answer: SourcePage, askedAt: number): Promise<RawPage | undefined> {
    const { text } = answer;
    if (answer.isEmpty) return undefined;
    if (run.source.confirm !== undefined) {
      // Its answers differ in more than the page: of two that began to be stored, the parts would not fit together.
      const list = `{"failed_list":${canonicalJson(answer.value?.failed_list ?? null)}}`;
      return pages.keep({ id: repeatableId(list), askedAt, text: list, before: {} });
    }
    return text === run.last ? undefined : pages.keep({ id, askedAt, text, before: run.said.next(text, askedAt) });
  }

  /** Asks once. Whatever happens, `run.asking` says afterwards whether there may be a page that is not stored. */
  async function take(run: Run, id: string) {
    const askedAt = clock();
    let answer: SourcePage | undefined;
    try {
      answer = await run.source.ask();
      const page = await keep(run, id, answer, askedAt);
      run.asking = undefined;
      if (page !== undefined) await run.source.confirm?.(answer);
      return { answer, page };
    } catch (error) {
      if (run.asking !== undefined && (answer !== undefined || mayBeLost(error))) await tellLost(run);
      run.asking = undefined;
      throw error;
    }
  }

  /** Compares pages that were not understood once more, from the first to the last. */
  async function readAgain(tally: Tally, dryRun: boolean): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await pages.list('unreadable', { limit: LEFT_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) });
      for (const one of page.items) tally.add(await recover(one, dryRun));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  async function readLeft(tally: Tally, dryRun: boolean): Promise<void> {
    const startedAt = clock();
    for (;;) {
      const left = await pages.list('waiting', { limit: LEFT_AT_ONCE });
      for (const page of left.items) tally.add(await recover(page, dryRun));
      if (dryRun || left.items.length === 0 || clock() - startedAt >= budgetMs) return;
    }
  }

  async function poll(run: Run, lease: PollerLease, tally: Tally, dryRun: boolean): Promise<Outcome> {
    const startedAt = clock();
    for (let asked = 0; asked < mostPages && clock() - startedAt < budgetMs; asked++) {
      const id = pageId(clock(), random(4));
      if (!(await lease.renew(id))) return 'lease_lost';
      run.asking = id;
      const { answer, page } = await take(run, id);
      if (page !== undefined) tally.add(await recover(page, dryRun));
      if (!answer.hasMore) return 'done';
      if (answer.isElsewhere) continue;
      if (answer.isEmpty || answer.text === run.last) {
        // More is said to be there and does not come.
        logger.warn('failed_list_repeats', { app, empty: answer.isEmpty });
        return 'more';
      }
      run.last = answer.text;
    }
    return 'more';
  }

  return {
    async run({ dryRun = false, reread = false } = {}) {
      const holder = Buffer.from(random(8)).toString('hex');
      const lease = await acquirePoller({ app, holder, store, clock });
      const tally = createTally(options.onPage);
      if (lease === undefined) return tally.report('busy');
      const run: Run = { source: options.source(), said: createOrdinalCount(app), asking: lease.unfinished };
      let outcome: Outcome;
      let endedWell = false;
      try {
        if (lease.unfinished !== undefined && !(await pages.has(lease.unfinished))) await tellLost(run);
        run.asking = undefined;
        if (reread) await readAgain(tally, dryRun);
        await readLeft(tally, dryRun);
        outcome = await poll(run, lease, tally, dryRun);
        run.source.ended?.();
        // Of many organisations each run asks some: that there are more is no failure.
        endedWell = outcome === 'done' || (outcome === 'more' && run.source.confirm !== undefined);
        if (!dryRun) await pages.clean();
      } finally {
        const doneAt = endedWell && !dryRun ? { doneAt: clock() } : {};
        await lease
          .release({ asking: run.asking, ...doneAt })
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

type Outcome = ReconcileReport['outcome'];

/** How a run stands. */
interface Run {
  readonly source: FailedSource;
  readonly said: OrdinalCount;
  /** The page that is being asked for, and not stored yet. */
  asking: string | undefined;
  /** The answer before. */
  last?: string;
}

/** False when DingTalk has given no page: it said why not, or was never asked, since there was no token or no store to keep it in. */
function mayBeLost(error: unknown): boolean {
  if (error instanceof DingTalkApiError) return error.failure.mayHaveHappened === true;
  return !(error instanceof StoreUnavailable || error instanceof StoreRejected);
}
