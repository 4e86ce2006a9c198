import { errorFields } from '../../callback/error-fields';
import type { Logger } from '../../logging';
import type { SuiteState } from '../../suite/suite-state';
import type { Random } from '../../time';
import { type DingTalkApiError, isApiError } from '../api-error';
import type { DingTalk } from '../create-dingtalk';
import { type FailRecords, recordIds } from '../failed/fail-records';
import { SUITE_TAGS } from '../failed/suite-tags';
import type { FailedSource, SourcePage } from './failed-source';

const NOTHING: SourcePage = { value: undefined, text: '', isEmpty: true, hasMore: false };
const ORGANISATIONS_AT_ONCE = 500;
const PAGE_SIZE = 100;

/** DingTalk as a whole is what fails: after so many organisations in a row the others are not asked. */
const OF_ALL = ['rate_limited', 'busy', 'no_answer'] as const;
const MOST_IN_A_ROW = 3;

/** An organisation that is still to be asked, and where its list stands. */
interface Turn {
  readonly corpId: string;
  /** Of its client, which is made when its turn comes: most runs ask some of many. */
  readonly records?: FailRecords;
  readonly cursor?: string;
  readonly pageSize: number;
}

type Asked = Turn & Required<Pick<Turn, 'records'>>;

/**
 * The failed records of a third-party app: a page of each organisation that let it in, in turn, beginning with any of them, so that a
 * run which ends early does not always leave out the same. A page is given until it is confirmed, which it is once it is stored. One
 * organisation's failure is logged and does not keep the others waiting; it is thrown where all of them fail.
 */
export function suiteSource(options: {
  readonly app: string;
  readonly dingTalk: Pick<DingTalk, 'inOrganisation'>;
  readonly suites: Pick<SuiteState, 'organisations'>;
  readonly random: Random;
  readonly logger: Logger;
}): FailedSource {
  const { app, dingTalk, suites, random, logger } = options;
  const givenTo = new WeakMap<SourcePage, Asked>();
  let turns: Turn[] | undefined;
  let answered = false;
  let inARow = 0;
  let failure: DingTalkApiError | undefined;

  async function authorised(): Promise<Turn[]> {
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
    return [...corpIds.slice(first), ...corpIds.slice(0, first)].map((corpId) => ({ corpId, pageSize: PAGE_SIZE }));
  }

  /** What a call gives; nothing where it fails for a reason of this organisation's own. */
  async function unlessOwn<T>(corpid: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await call();
      answered = true;
      inARow = 0;
      return result;
    } catch (error) {
      if (!isApiError(error) || error.kind === 'ip_banned') throw error;
      logger.warn('reconcile_organisation_failed', { app, corpid, ...errorFields(error) });
      inARow = isApiError(error, ...OF_ALL) ? inARow + 1 : 0;
      if (inARow >= MOST_IN_A_ROW) throw error;
      failure ??= error;
      return undefined;
    }
  }

  return {
    async ask() {
      turns ??= await authorised();
      const next = turns.shift();
      if (next === undefined) return NOTHING;
      const { corpId, cursor, records = dingTalk.inOrganisation(corpId).failRecords } = next;
      const turn = { ...next, records };
      const listed = await unlessOwn(corpId, () => list(turn));
      const { page, pageSize } = listed ?? { page: NOTHING, pageSize: turn.pageSize };
      const last = recordIds(page).at(-1);
      if (page.hasMore && last !== undefined && isAfter(last, cursor)) turns.push({ ...turn, cursor: last, pageSize });
      const isElsewhere = turns.length > 0;
      const given = { ...page, hasMore: isElsewhere, isElsewhere };
      givenTo.set(given, turn);
      return given;
    },

    ended() {
      if (!answered && failure !== undefined) throw failure;
    },

    async confirm(page) {
      const turn = givenTo.get(page);
      const ids = recordIds(page);
      if (turn === undefined || ids.length === 0) return;
      const { corpId: corpid, records } = turn;
      const confirmed = await unlessOwn(corpid, () => records.confirm(ids));
      const count = ids.filter((id) => confirmed?.includes(id) === false).length;
      // They are given again, and found to be there.
      if (count > 0) logger.warn('failed_records_not_confirmed', { app, corpid, count });
    },
  };
}

/** The next page of an organisation: a smaller one where the whole is more than an answer may have. */
async function list(turn: Asked): Promise<{ readonly page: SourcePage; readonly pageSize: number }> {
  const { records, cursor, pageSize } = turn;
  try {
    const from = cursor === undefined ? {} : { cursor };
    return { page: await records.list({ status: 'unconfirmed', tags: SUITE_TAGS, pageSize, ...from }), pageSize };
  } catch (error) {
    const isTooLarge = isApiError(error, 'no_answer') && error.failure.errcode === 'E_RESPONSE';
    if (!isTooLarge || pageSize === 1) throw error;
    return list({ ...turn, pageSize: Math.ceil(pageSize / 10) });
  }
}

/** Ids grow; what does not would be asked for without end. */
function isAfter(id: string, cursor: string | undefined): boolean {
  return cursor === undefined || BigInt(id) > BigInt(cursor);
}
