import { StoreRejected } from '../../errors';
import type { HubEvent } from '../../events/event';
import type { Logger } from '../../logging';
import type { EventLog } from '../../storage/event-log';
import type { FindMissing } from './find-missing';
import { unreadableNotice } from './notices';
import type { RawPage } from './page-record';
import type { PageStore } from './page-store';
import { type ReadPage, readPage } from './read-page';

/** What a page came to. */
export interface PageOutcome {
  /** Entries, understood or not. */
  readonly entries: number;
  /** Events that were in the log before. */
  readonly present: number;
  /** Events that were missing; in a dry run they still are. */
  readonly recovered: readonly HubEvent[];
  /** Entries that could not be understood or stored; a page that is none counts as one. */
  readonly unreadable: number;
}

/**
 * Compares a page with the log and appends what is missing. To be repeated at will: the same page gives the same events.
 * @throws StoreUnavailable
 */
export type RecoverPage = (page: RawPage, dryRun: boolean) => Promise<PageOutcome>;

const AT_ONCE = 25;

/** Creates what turns raw pages into events. @param options.events an append that has its events dispatched too */
export function createRecoverPage(options: {
  readonly app: string;
  readonly events: Pick<EventLog, 'append'>;
  readonly findMissing: FindMissing;
  readonly pages: Pick<PageStore, 'settle'>;
  readonly logger: Logger;
}): RecoverPage {
  const { app, events, findMissing, pages, logger } = options;

  /** Appends; gives those that the store will never take. */
  async function append(some: readonly HubEvent[]): Promise<readonly HubEvent[]> {
    try {
      await events.append(some);
      return [];
    } catch (error) {
      // A RangeError: it is nested deeper than JSON can be written.
      if (!(error instanceof StoreRejected || error instanceof RangeError)) throw error;
      if (some.length === 1) return some;
      const refused: HubEvent[] = [];
      for (const one of some) refused.push(...(await append([one])));
      return refused;
    }
  }

  async function settle(page: RawPage, entries: readonly number[] | 'all'): Promise<void> {
    if (entries.length === 0) return pages.settle(page, 'read');
    logger.error('failed_page_unreadable', {
      app,
      page: page.id,
      entries: entries === 'all' ? entries : entries.length,
    });
    await append([unreadableNotice({ app, page: page.id, askedAt: page.askedAt, entries })]);
    return pages.settle(page, 'unreadable');
  }

  /** Nothing in a page may stand in the way of the pages behind it. */
  function read(page: RawPage): ReadPage | undefined {
    try {
      return readPage(page.text, app, page.askedAt, page.before);
    } catch {
      return undefined;
    }
  }

  return async (page, dryRun) => {
    const found = read(page);
    if (found === undefined) {
      if (!dryRun) await settle(page, 'all');
      return { entries: 1, present: 0, recovered: [], unreadable: 1 };
    }
    const missing = await findMissing(found.events);
    const recovered = missing.map(({ event }): HubEvent => ({ ...event, recovered: true }));
    const refused = new Set<HubEvent>();
    for (let i = 0; i < recovered.length && !dryRun; i += AT_ONCE) {
      for (const event of await append(recovered.slice(i, i + AT_ONCE))) refused.add(event);
    }
    const lost = missing.filter((_, i) => refused.has(recovered[i] as HubEvent)).map(({ index }) => index);
    const unreadable = [...new Set([...found.unreadable, ...lost])].sort((a, b) => a - b);
    if (!dryRun) await settle(page, unreadable);
    return {
      entries: found.size,
      present: found.events.length - missing.length,
      recovered: recovered.filter((event) => !refused.has(event)),
      unreadable: unreadable.length,
    };
  };
}
