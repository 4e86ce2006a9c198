import { find, placesOf, spellings } from '../events/dingtalk/places';
import type { HubEvent } from '../events/event';
import { syncRowOf } from './sync-row';

/** Whether an organisation lets a third-party app in. */
export type Authorisation = 'authorised' | 'relieved';

/** What events say about it: today's rows, and the pushes of before (open.dingtalk.com; names are DingTalk's). */
const AUTHORISATIONS: Readonly<Record<string, Authorisation>> = {
  ...{ org_suite_auth: 'authorised', org_suite_change: 'authorised', org_suite_relieve: 'relieved' },
  ...{ tmp_auth_code: 'authorised', change_auth: 'authorised', suite_relieve: 'relieved' },
};

const TICKET = spellings('suiteTicket');

/** Whose authorisation an event changes, and to what; undefined for one that changes none. */
export function authorisationOf(
  event: HubEvent,
): { readonly corpId: string; readonly state: Authorisation } | undefined {
  const state = Object.hasOwn(AUTHORISATIONS, event.type) ? AUTHORISATIONS[event.type] : undefined;
  if (event.source !== 'dingtalk' || state === undefined || event.corpid === undefined) return undefined;
  return { corpId: event.corpid, state };
}

/** The ticket that an event brings; undefined for any other event. */
export function suiteTicketOf(event: HubEvent): string | undefined {
  if (event.source !== 'dingtalk' || event.type !== 'suite_ticket') return undefined;
  const content = syncRowOf(event)?.content ?? event.data;
  return find(placesOf(content), TICKET, (value) => (typeof value === 'string' && value !== '' ? value : undefined));
}
