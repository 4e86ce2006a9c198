import type { ApiCaller } from '../call';
import { createFailRecords, recordIds } from '../failed/fail-records';
import { type FailedPage, takeFailedPage } from '../failed/failed-list';

/** Where pages come from. One for each run: it may know where the run stands. */
export interface FailedSource {
  /** Gives the next page. @throws DingTalkApiError */
  ask(): Promise<FailedPage>;
  /** Says that a page is in the store. @throws DingTalkApiError: then it is given again some time */
  confirm?(page: FailedPage): Promise<void>;
}

/** The failed list of internal apps: a page is given once. */
export function failedListSource(call: ApiCaller): FailedSource {
  return { ask: () => takeFailedPage(call) };
}

/** The failed records of third-party apps: a page is given until it is confirmed, which it is once it is stored. */
export function failRecordSource(call: ApiCaller): FailedSource {
  const records = createFailRecords(call);
  let cursor: string | undefined;
  return {
    async ask() {
      const page = await records.list({ status: 'unconfirmed', ...(cursor === undefined ? {} : { cursor }) });
      cursor = recordIds(page).at(-1) ?? cursor;
      return page;
    },
    async confirm(page) {
      const ids = recordIds(page);
      if (ids.length > 0) await records.confirm(ids);
    },
  };
}
