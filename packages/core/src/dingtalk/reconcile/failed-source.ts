import type { ApiCaller } from '../call';
import { type FailedPage, takeFailedPage } from '../failed/failed-list';

/** A page, and whether to go on even if it is empty. */
export interface SourcePage extends FailedPage {
  /** True when there is somebody else to ask: a page that is empty, or like the one before, says nothing about that one. */
  readonly isElsewhere?: boolean;
}

/** Where pages come from. One for each run: it may know where the run stands. */
export interface FailedSource {
  /** Gives the next page. @throws DingTalkApiError, StoreUnavailable, StoreRejected */
  ask(): Promise<SourcePage>;
  /**
   * Says that a page is in the store. A source that has it gives pages again until then, so that none can be lost on the way.
   * @throws DingTalkApiError: then the page is given again some time
   */
  confirm?(page: SourcePage): Promise<void>;
  /** Called when a run has ended, however far it came. @throws DingTalkApiError where nobody has given anything */
  ended?(): void;
}

/** The failed list of internal apps: a page is given once. */
export function failedListSource(call: ApiCaller): FailedSource {
  return { ask: () => takeFailedPage(call) };
}
