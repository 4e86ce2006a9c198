import { type DingTalk, type DingTalkApiError, type FailRecords, isApiError } from '@dinghub/core/dingtalk';

/** Why an organisation's failed records could not be had, by its corpId: the latest failure of each. */
export type OrganisationFailures = Map<string, DingTalkApiError>;

/** Makes a client remember such failures: a log tells of them by their code alone, and a person needs what to do. */
export function rememberFailures(dingTalk: DingTalk, failures: OrganisationFailures): DingTalk {
  const remember = async <T>(corpId: string, call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      if (isApiError(error)) failures.set(corpId, error);
      throw error;
    }
  };
  const remembering = (corpId: string, records: FailRecords): FailRecords => ({
    ...records,
    list: (query) => remember(corpId, records.list(query)),
    confirm: (ids) => remember(corpId, records.confirm(ids)),
  });
  return {
    ...dingTalk,
    inOrganisation(corpId) {
      const own = dingTalk.inOrganisation(corpId);
      return { ...own, failRecords: remembering(corpId, own.failRecords) };
    },
  };
}
