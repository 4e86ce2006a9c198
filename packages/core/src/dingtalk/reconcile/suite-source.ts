import { errorFields } from '../../callback/error-fields';
import type { Logger } from '../../logging';
import type { SuiteState } from '../../suite/suite-state';
import type { Random } from '../../time';
import { type DingTalkApiError, isApiError } from '../api-error';
import type { DingTalk } from '../create-dingtalk';
import { type FailRecords, recordIds } from '../failed/fail-records';
import { SUITE_TAGS } from '../failed/suite-tags';
import type { FailedSource, SourcePage } from './failed-source';

/** What every further call of the app would meet too. */
const OF_ALL = ['ip_banned', 'rate_limited', 'quota_exhausted'] as const;

const NOTHING: SourcePage = { value: undefined, text: '', isEmpty: true, hasMore: false };
const ORGANISATIONS_AT_ONCE = 500;

/** The organisation that is being asked, and where its list stands. */
interface Organisation {
  readonly corpId: string;
  readonly records: FailRecords;
  cursor?: string | undefined;
}

/**
 * The failed records of a third-party app, organisation after organisation: those that let it in, beginning with any of them, so
 * that a run which ends early does not always leave out the same. A page is given until it is confirmed, which it is once it is
 * stored. One organisation's failure is logged and does not keep the others waiting; it is thrown where all of them fail.
 */
export function suiteSource(options: {
  readonly app: string;
  readonly dingTalk: Pick<DingTalk, 'inOrganisation'>;
  readonly suites: Pick<SuiteState, 'organisations'>;
  readonly random: Random;
  readonly logger: Logger;
}): FailedSource {
  const { app, dingTalk, suites, random, logger } = options;
  const givenBy = new WeakMap<SourcePage, Organisation>();
  let left: string[] | undefined;
  let now: Organisation | undefined;
  let answered = false;
  let failure: DingTalkApiError | undefined;

  async function authorised(): Promise<string[]> {
    const corpIds: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await suites.organisations(app, {
        limit: ORGANISATIONS_AT_ONCE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      corpIds.push(...page.items.flatMap(({ corpId, state }) => (state === 'authorised' ? corpId : [])));
      cursor = page.cursor;
    } while (cursor !== undefined);
    const first = Buffer.from(random(4)).readUInt32BE() % Math.max(1, corpIds.length);
    return [...corpIds.slice(first), ...corpIds.slice(0, first)];
  }

  /** What a call gives; nothing where it fails for a reason of this organisation's own. */
  async function unlessOwn<T>(corpId: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await call();
      answered = true;
      return result;
    } catch (error) {
      if (!isApiError(error) || isApiError(error, ...OF_ALL)) throw error;
      logger.warn('reconcile_organisation_failed', { app, corpid: corpId, ...errorFields(error) });
      failure ??= error;
      return undefined;
    }
  }

  return {
    async ask() {
      left ??= await authorised();
      if (now === undefined) {
        const corpId = left.shift();
        if (corpId === undefined) return NOTHING;
        now = { corpId, records: dingTalk.inOrganisation(corpId).failRecords };
      }
      const organisation: Organisation = now;
      const { corpId, records, cursor } = organisation;
      const query = { status: 'unconfirmed', tags: SUITE_TAGS, ...(cursor === undefined ? {} : { cursor }) } as const;
      const page = (await unlessOwn(corpId, () => records.list(query))) ?? NOTHING;
      const last = recordIds(page).at(-1);
      const goesOn = page.hasMore && last !== undefined && last !== cursor;
      if (goesOn) organisation.cursor = last;
      else now = undefined;
      const isElsewhere = !goesOn && left.length > 0;
      if (!goesOn && !isElsewhere && !answered && failure !== undefined) throw failure;
      const given = { ...page, hasMore: goesOn || isElsewhere, isElsewhere };
      givenBy.set(given, organisation);
      return given;
    },

    async confirm(page) {
      const organisation = givenBy.get(page);
      const ids = recordIds(page);
      if (organisation === undefined || ids.length === 0) return;
      await unlessOwn(organisation.corpId, () => organisation.records.confirm(ids));
    },
  };
}
