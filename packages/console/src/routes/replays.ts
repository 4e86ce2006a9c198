import { compilePattern } from '@dinghub/core/dispatch';
import { ref } from '../openapi/schemas';
import { cursor, flag, jsonObject, oneOf, required, text, time } from '../request/fields';
import { clipRange } from '../request/range';
import { type Api, findReceiver, findSubscription, found } from './api';
import { ok, type Route, route } from './route';

/** Deliveries made anew, many at a time; and what a pattern would match. */
export function replayRoutes(api: Api): readonly Route[] {
  const { dispatch, clock } = api;
  return [
    route({
      method: 'POST',
      path: '/v1/replays',
      operationId: 'replay',
      summary: 'Deliver many events again',
      description: [
        'Each call looks at a bounded number of events or deliveries, the oldest first, and says how many. An answer with a',
        '`cursor` means that there is more: send the same body again with that `cursor`, until an answer has none; the sums of',
        'the answers are the whole. A call may be repeated: what is pending is left alone. With `dryRun` nothing is done, only',
        'counted.',
      ].join(' '),
      body: {
        subscription: text('To which subscription. Left out: to every one that wants the event and is not disabled.'),
        pattern: jsonObject('Only events that match this pattern too, besides the subscription’s own.', ref('Pattern')),
        since: time('Received (with `state` other than `missed`: delivery created) at or after.'),
        until: time('Received (with `state` other than `missed`: delivery created) before.'),
        state: oneOf(
          'Only what became this; `missed`: only events that it has no delivery of. Left out: all but pending.',
          ['delivered', 'dead', 'cancelled', 'missed'],
        ),
        dryRun: flag('Only count.'),
        cursor: cursor(),
      },
      answers: { status: 200, description: 'What this call did.', schema: ref('ReplayProgress') },
      errors: ['not_found', 'invalid_pattern', 'invalid_cursor', 'subscription_disabled', 'work_queue_unavailable'],
      handle: async ({ body: { since, until, ...request } }) => {
        const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
        const times = clipRange(range, clock());
        if (request.pattern !== undefined) compilePattern(request.pattern);
        const { subscription } = request;
        if (subscription !== undefined) await (request.dryRun ? findSubscription : findReceiver)(api, subscription);
        return ok(found('subscription', await dispatch.replays.run({ ...request, ...times }), subscription));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/patterns/test',
      operationId: 'testPattern',
      summary: 'Whether a pattern matches an event',
      body: {
        pattern: required(jsonObject('The pattern.', ref('Pattern'))),
        event: required(jsonObject('The event, as `GET /v1/events/{id}` shows it, or any other JSON object.')),
      },
      answers: { status: 200, description: 'The answer.', schema: ref('PatternResult') },
      errors: ['invalid_pattern'],
      handle: async ({ body: { pattern, event } }) => ok({ match: compilePattern(pattern).matches(event) }),
    }),
  ];
}
