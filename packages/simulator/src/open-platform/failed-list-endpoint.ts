import { ok } from './answers';
import type { Endpoints } from './endpoint';
import { type FailedListShape, failedEntry } from './failed-entry';

/** `call_back/get_call_back_failed_result`: up to 200 events that could not be pushed. */
export function createFailedListEndpoint(shape: FailedListShape): Endpoints {
  return {
    '/call_back/get_call_back_failed_result': {
      method: 'GET',
      handle({ failedList }) {
        const { page, hasMore } = failedList.next();
        return ok({ has_more: hasMore, failed_list: page.map((failure) => failedEntry(failure, shape)) });
      },
    },
  };
}
