import { organisationDocument, rowDocument, ticketDocument } from '../documents/suite';
import { listOf, ref } from '../openapi/schemas';
import { cursor, wholeNumber } from '../request/fields';
import { type Api, found, unknown } from './api';
import { fillPage, pageDocument } from './fill-page';
import { ok, type Route, route } from './route';

const APP = 'The app’s name in the hub.';
const PAGE = { limit: wholeNumber('How many at most.', { min: 1, max: 500, byDefault: 50 }), cursor: cursor() };

/** Names of apps have 63 bytes at most, and corpIds that are kept 200. */
const MOST_BYTES = 200;

/** What no event's corpId has; and what would lead elsewhere in the path of DingTalk's API for tokens. */
const NO_CORP_ID = /^\.{1,2}$|\p{Cc}|^\s|\s$/u;

/** A name that a store can be asked for, one with another; `#` stands between them. @throws AdminError `not_found` */
function named(what: 'app' | 'organisation', name: string): string {
  const isOther = what === 'app' ? name.includes('#') : NO_CORP_ID.test(name);
  if (name === '' || isOther || Buffer.byteLength(name) > MOST_BYTES) throw unknown(what, name);
  return name;
}

/** What DingTalk last said about third-party apps. */
export function suiteRoutes({ dispatch: { suites }, clock }: Api): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/suites/{app}/ticket',
      operationId: 'getSuiteTicket',
      summary: 'The newest suite_ticket of a third-party app',
      description: 'A secret: with the suiteSecret it opens every organisation that authorised the app.',
      params: { app: APP },
      answers: { status: 200, description: 'The ticket.', schema: ref('SuiteTicket') },
      errors: ['not_found'],
      handle: async ({ params }) =>
        ok(ticketDocument(found('suite_ticket', await suites.ticket(named('app', params.app))))),
    }),
    route({
      method: 'GET',
      path: '/v1/suites/{app}/organisations',
      operationId: 'listSuiteOrganisations',
      summary: 'The organisations that authorised a third-party app, or took it back, by corpId',
      description: 'The code that an authorisation brought is in its event.',
      params: { app: APP },
      query: PAGE,
      answers: { status: 200, description: 'A page of organisations.', schema: listOf('SuiteOrganisation') },
      errors: ['not_found', 'invalid_cursor'],
      handle: async ({ params, query: { limit = 50, ...page } }) =>
        ok(
          pageDocument(await suites.organisations(named('app', params.app), { limit, ...page }), organisationDocument),
        ),
    }),
    route({
      method: 'PUT',
      path: '/v1/suites/{app}/organisations/{corpId}',
      operationId: 'putSuiteOrganisation',
      summary: 'Name an organisation that authorised a third-party app',
      description:
        'Where the hub could not hear of it: it authorised the app before the hub was there, or while it was away. Its failed records are then asked for. What DingTalk says later counts.',
      params: { app: APP, corpId: 'The organisation.' },
      answers: { status: 204, description: 'It is known.' },
      errors: ['not_found'],
      handle: async ({ params }) => {
        await suites.addOrganisation(named('app', params.app), named('organisation', params.corpId), clock());
        return { status: 204 };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/suites/{app}/organisations/{corpId}',
      operationId: 'deleteSuiteOrganisation',
      summary: 'Forget an organisation, until DingTalk says something about it',
      description: 'Its events and rows stay.',
      params: { app: APP, corpId: 'The organisation.' },
      answers: { status: 204, description: 'It is gone.' },
      errors: ['not_found'],
      handle: async ({ params }) => {
        const corpId = named('organisation', params.corpId);
        if (!(await suites.removeOrganisation(named('app', params.app), corpId))) throw unknown('organisation', corpId);
        return { status: 204 };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/suites/{app}/organisations/{corpId}/rows',
      operationId: 'listSuiteRows',
      summary: 'The newest SyncHTTP rows of an organisation: what is so now',
      description:
        'One for each thing; what DingTalk deleted is there as its deletion. Kept for as long as events are. A page may be short or empty and still have a cursor: go on until it has none.',
      params: { app: APP, corpId: 'The organisation.' },
      query: { bizType: wholeNumber('Only this `biz_type`.', { min: 0, max: 999_999_999 }), ...PAGE },
      answers: { status: 200, description: 'A page of rows.', schema: listOf('SuiteRow') },
      errors: ['not_found', 'invalid_cursor'],
      handle: async ({ params, query: { bizType, limit = 50, cursor: from } }) => {
        const app = named('app', params.app);
        const corpId = named('organisation', params.corpId);
        const page = await fillPage((next) => suites.rows(app, corpId, next, bizType), {
          limit,
          ...(from === undefined ? {} : { cursor: from }),
        });
        return ok(pageDocument(page, rowDocument));
      },
    }),
  ];
}
