import { oapiError, ok } from './answers';
import type { Endpoints } from './endpoint';
import { readFailRecordQuery, readIdList } from './fail-record-query';
import { wholeSecond, withoutId } from './failed-entry';

/** `topapi/callback/failrecord/…`: the failures of third-party applications, of seven days, which stay until confirmed and after. */
export const failRecordEndpoints: Endpoints = {
  '/topapi/callback/failrecord/list': {
    method: 'POST',
    handle({ failures, confirmed }, body) {
      const query = readFailRecordQuery(body);
      if (!query) return oapiError(40035);
      const found = failures.list().filter(({ id, tag, failedAt }) => {
        const isInTime = failedAt >= query.begin * 1000 && failedAt < query.end * 1000;
        const hasStatus = query.status === undefined || query.status === (confirmed.has(id) ? 0 : 1);
        return id > query.cursor && query.tags.includes(tag) && isInTime && hasStatus;
      });
      const page = found.slice(0, query.pageSize);
      if (query.confirm) for (const { id } of page) confirmed.add(id);
      return ok({
        has_more: found.length > page.length,
        failed_list: page.map(({ id, tag, corpId, event, failedAt }) => ({
          id,
          call_back_tag: tag,
          call_back_data: JSON.stringify(withoutId(event)),
          corpid: corpId,
          event_time: wholeSecond(failedAt),
        })),
      });
    },
  },
  '/topapi/callback/failrecord/confirm': {
    method: 'POST',
    handle({ failures, confirmed }, body) {
      const ids = readIdList(body);
      if (!ids) return oapiError(40035);
      const known = new Set(failures.list().map(({ id }) => id));
      const list = ids.filter((id) => known.has(id));
      for (const id of list) confirmed.add(id);
      return ok({ confirm_list: list });
    },
  },
};
