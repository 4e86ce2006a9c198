import type { SuiteOrganisation, SuiteRow, SuiteTicket } from '@dinghub/core/dispatch';
import { iso } from './iso';

/** A ticket as it is answered. */
export function ticketDocument({ suiteTicket, at }: SuiteTicket): object {
  return { suiteTicket, at: iso(at) };
}

/** An organisation as it is answered. */
export function organisationDocument({ corpId, state, at, type, event }: SuiteOrganisation): object {
  return {
    corpId,
    state,
    ...(at === undefined ? {} : { at: iso(at) }),
    ...(type === undefined ? {} : { eventType: type }),
    ...(event === undefined ? {} : { eventId: event }),
  };
}

/** A row as it is answered: its key, and the row as DingTalk sent it. */
export function rowDocument({ bizType, bizId, subscribeId, modifiedAt, event }: SuiteRow): object {
  const { type, id, data } = event;
  return { bizType, bizId, subscribeId, modifiedAt: iso(modifiedAt), eventType: type, eventId: id, row: data };
}
