import { oapiError, ok } from './answers';
import type { AppState } from './app-state';
import type { Endpoints } from './endpoint';
import { readFailRecordQuery, readIdList } from './fail-record-query';
import { wholeSecond, withoutId } from './failed-entry';
import type { Failure } from './failures';

/**
 * `topapi/callback/failrecord/…`: the failures of third-party applications, of seven days, which stay until confirmed and after.
 * A third-party application sees those of the organisation that its token is for.
 */
export const failRecordEndpoints: Endpoints = {
  '/topapi/callback/failrecord/list': {
    method: 'POST',
    handle(state, { body, corpId }) {
      const { confirmed } = state;
      const query = readFailRecordQuery(body);
      if (!query) return oapiError(40035);
      const found = failuresOf(state, corpId).filter(({ id, tag, failedAt }) => {
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
    handle(state, { body, corpId }) {
      const ids = readIdList(body);
      if (!ids) return oapiError(40035);
      const known = new Set(failuresOf(state, corpId).map(({ id }) => id));
      const list = ids.filter((id) => known.has(id));
      for (const id of list) state.confirmed.add(id);
      return ok({ confirm_list: list });
    },
  },
};

function failuresOf({ app, failures }: AppState, corpId: string): readonly Failure[] {
  return app.suite ? failures.list().filter((failure) => failure.corpId === corpId) : failures.list();
}
