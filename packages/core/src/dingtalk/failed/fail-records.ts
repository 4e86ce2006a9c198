import { isJsonObject, type JsonObject, type JsonValue } from '../../json';
import { scalarText, scalarTexts } from '../../scalar-text';
import { SECOND_MS } from '../../time';
import { DingTalkApiError } from '../api-error';
import type { ApiCaller } from '../call';
import { ADVICE } from '../error-catalog';
import type { ApiAnswer } from '../read-answer';
import { type FailedPage, looksOf } from './failed-list';

/** Which records of third-party apps to list (SDK class `OapiCallbackFailrecordListRequest.Req`; kept for 7 days). */
export interface FailRecordQuery {
  /** Which events. DingTalk wants them named. */
  readonly tags: readonly string[];
  /** The last id of the page before. */
  readonly cursor?: string;
  /** @default both */
  readonly status?: 'confirmed' | 'unconfirmed';
  /** 1 to 100. @default 100 */
  readonly pageSize?: number;
  /** Epoch ms: `since` inclusive, `until` exclusive; DingTalk reads whole seconds. */
  readonly since?: number;
  readonly until?: number;
  /** Confirms the page as it is given. Then it can be lost on the way: better confirm it by {@link FailRecords.confirm}. */
  readonly confirm?: boolean;
}

/** The records of a third-party app's failed pushes: unlike the failed list, a page can be asked for again. */
export interface FailRecords {
  /** @throws DingTalkApiError */
  list(query: FailRecordQuery): Promise<FailedPage>;
  /** Says that records are in the store; gives the ids that DingTalk has confirmed: all, where it does not say. @throws DingTalkApiError */
  confirm(ids: readonly string[]): Promise<readonly string[]>;
}

const LIST = 'topapi/callback/failrecord/list';

/** The most ids that one call confirms (SDK: `checkMaxListSize(idList, 100)`). */
const MOST_IDS = 100;

/** Creates the records of failed pushes: `topapi/callback/failrecord/…`. */
export function createFailRecords(call: ApiCaller): FailRecords {
  return {
    async list(query) {
      const body = { req: requestOf(query) };
      const answer = await call({ api: LIST, method: 'POST', body });
      const looks = looksOf(answer);
      // Without ids nothing can be confirmed; and nothing is lost, since it is given again.
      if (!looks.isEmpty && !Array.isArray(answer.value?.failed_list)) {
        throw new DingTalkApiError({ kind: 'bad_answer', api: LIST, errcode: 'no_list', advice: ADVICE.badAnswer });
      }
      return { ...answer, ...looks };
    },

    async confirm(ids) {
      const confirmed: string[] = [];
      for (let i = 0; i < ids.length; i += MOST_IDS) {
        const some = ids.slice(i, i + MOST_IDS);
        const body = { id_list: some.join() };
        const { value } = await call({ api: 'topapi/callback/failrecord/confirm', method: 'POST', body });
        confirmed.push(...(Array.isArray(value?.confirm_list) ? scalarTexts(value.confirm_list) : some));
      }
      return confirmed;
    },
  };
}

/** The ids of a page's records, in their order. */
export function recordIds({ value }: ApiAnswer): readonly string[] {
  const list = value?.failed_list;
  const records: readonly JsonValue[] = Array.isArray(list) ? list : [];
  const ids = records.flatMap((record) => (isJsonObject(record) && scalarText(record.id)) || []);
  return ids.filter((id) => /^\d{1,20}$/.test(id));
}

function requestOf({ tags, cursor, status, pageSize = 100, since, until, confirm }: FailRecordQuery): JsonObject {
  return {
    page_size: pageSize,
    tags,
    ...(cursor === undefined ? {} : { cursor: Number.isSafeInteger(Number(cursor)) ? Number(cursor) : cursor }),
    ...(status === undefined ? {} : { status: status === 'confirmed' ? 0 : 1 }),
    ...(since === undefined ? {} : { begin_time: Math.floor(since / SECOND_MS) }),
    ...(until === undefined ? {} : { end_time: Math.ceil(until / SECOND_MS) }),
    ...(confirm === undefined ? {} : { confirm }),
  };
}
