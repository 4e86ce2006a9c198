import { deliveryDocument } from '../documents/delivery';
import { eventDocument } from '../documents/event';
import { listOf, ref } from '../openapi/schemas';
import { cursor, text, time, wholeNumber } from '../request/fields';
import { checkRange, clipRange } from '../request/range';
import { type Api, findReceiver, found, storable } from './api';
import { fillPage, pageDocument } from './fill-page';
import { ok, type Route, route } from './route';

const EVENT_ID = 'The event’s id, percent-encoded.';

/** What was received, and what became of it. */
export function eventRoutes(api: Api): readonly Route[] {
  const { dispatch, clock } = api;
  return [
    route({
      method: 'GET',
      path: '/v1/events',
      operationId: 'listEvents',
      summary: 'List events, the newest first',
      description:
        'All given conditions must hold. A page may be short or empty and still have a cursor: go on until it has none.',
      query: {
        type: text('The event’s type, e.g. `bpms_instance_change`.'),
        corpid: text('The organisation.'),
        app: text('The app that received it.'),
        subject: text(
          'What it is about, e.g. `approval/<processInstanceId>`. Events are then listed by their own time.',
        ),
        since: time('Received (with `subject`: happened) at or after.'),
        until: time('Received (with `subject`: happened) before.'),
        limit: wholeNumber('How many at most.', { min: 1, max: 500, byDefault: 50 }),
        cursor: cursor(),
      },
      answers: { status: 200, description: 'A page of events.', schema: listOf('StoredEvent') },
      errors: ['invalid_cursor'],
      handle: async ({ query: { limit = 50, cursor: from, since, until, ...filter } }) => {
        const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
        // The events of a subject are one listing by their own times, which may be older or newer than the hub.
        if (filter.subject !== undefined) checkRange(range);
        const times = filter.subject === undefined ? clipRange(range, clock()) : range;
        const page = await fillPage((next) => dispatch.events.list({ ...filter, ...times }, next), {
          limit,
          ...(from === undefined ? {} : { cursor: from }),
        });
        return ok(pageDocument(page, eventDocument));
      },
    }),
    route({
      method: 'GET',
      path: '/v1/events/{id}',
      operationId: 'getEvent',
      summary: 'An event with its deliveries',
      params: { id: EVENT_ID },
      answers: { status: 200, description: 'The event.', schema: ref('EventWithDeliveries') },
      errors: ['not_found'],
      handle: async ({ params }) => {
        const id = storable('event', params.id);
        const [stored, deliveries] = await Promise.all([dispatch.events.get(id), dispatch.deliveries.ofEvent(id)]);
        return ok({ ...eventDocument(found('event', stored, id)), deliveries: deliveries.map(deliveryDocument) });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/events/{id}/replay',
      operationId: 'replayEvent',
      summary: 'Deliver an event again',
      description:
        'To one subscription, whatever its pattern; or else to each that wants it and is not disabled. A delivery that is pending is left alone.',
      params: { id: EVENT_ID },
      body: { subscription: text('Only to this one.') },
      answers: { status: 200, description: 'What was done.', schema: ref('EventReplay') },
      errors: ['not_found', 'subscription_disabled', 'work_queue_unavailable'],
      handle: async ({ params, body: { subscription } }) => {
        const id = storable('event', params.id);
        if (subscription !== undefined) await findReceiver(api, subscription);
        const { matched, replayed, pending } = found('event', await dispatch.replays.event(id, subscription), id);
        return ok({ matched, replayed, pending });
      },
    }),
  ];
}
