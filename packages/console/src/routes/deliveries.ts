import { deliveryDocument } from '../documents/delivery';
import { DELIVERY_STATES } from '../openapi/delivery-schemas';
import { listOf, ref } from '../openapi/schemas';
import { cursor, oneOf, text, time, wholeNumber } from '../request/fields';
import { clipRange } from '../request/range';
import { type Api, findReceiver, found, storable } from './api';
import { fillPage, pageDocument } from './fill-page';
import { ok, type Route, route } from './route';

/** What became of events. */
export function deliveryRoutes(api: Api): readonly Route[] {
  const { dispatch, clock } = api;
  return [
    route({
      method: 'GET',
      path: '/v1/deliveries',
      operationId: 'listDeliveries',
      summary: 'List deliveries, the newest first',
      description:
        'All given conditions must hold. A page may be short or empty and still have a cursor: go on until it has none.',
      query: {
        subscription: text('Of this subscription.'),
        state: oneOf('In this state.', DELIVERY_STATES),
        since: time('Created at or after.'),
        until: time('Created before.'),
        limit: wholeNumber('How many at most.', { min: 1, max: 500, byDefault: 50 }),
        cursor: cursor(),
      },
      answers: { status: 200, description: 'A page of deliveries.', schema: listOf('Delivery') },
      errors: ['invalid_cursor'],
      handle: async ({ query: { limit = 50, cursor: from, since, until, ...filter } }) => {
        const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
        const times = clipRange(range, clock());
        const page = await fillPage((next) => dispatch.deliveries.list({ ...filter, ...times }, next), {
          limit,
          ...(from === undefined ? {} : { cursor: from }),
        });
        return ok(pageDocument(page, deliveryDocument));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/deliveries/{eventId}/{subscriptionId}/retry',
      operationId: 'retryDelivery',
      summary: 'Make a delivery anew',
      description: 'Whatever became of it; its schedule starts again. One that is pending is left alone.',
      params: { eventId: 'The event’s id, percent-encoded.', subscriptionId: 'The subscription’s id.' },
      answers: { status: 200, description: 'What was done.', schema: ref('RetryOutcome') },
      errors: ['not_found', 'subscription_disabled', 'work_queue_unavailable'],
      handle: async ({ params }) => {
        const eventId = storable('event', params.eventId);
        const { id } = await findReceiver(api, params.subscriptionId);
        return ok({ outcome: found('delivery', await dispatch.replays.delivery(eventId, id), `${eventId} to ${id}`) });
      },
    }),
  ];
}
