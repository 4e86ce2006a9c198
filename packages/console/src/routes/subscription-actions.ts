import { operationalEvent, type Subscription } from '@dinghub/core/dispatch';
import { attemptDocument } from '../documents/attempt';
import { iso } from '../documents/iso';
import { subscriptionDocument } from '../documents/subscription';
import { AdminError } from '../errors';
import { ref } from '../openapi/schemas';
import { type Api, findSubscription, found, storable } from './api';
import { ok, type Route, route } from './route';

const PARAMS = { id: 'The subscription’s id.' };

/** What is done to a subscription besides changing it. */
export function subscriptionActionRoutes(api: Api): readonly Route[] {
  const { clock, dispatch } = api;
  const { subscriptions, attempt } = dispatch;
  return [
    route({
      method: 'POST',
      path: '/v1/subscriptions/{id}/pause',
      operationId: 'pauseSubscription',
      summary: 'Pause a subscription',
      description: 'Deliveries are opened and wait.',
      params: PARAMS,
      answers: { status: 200, description: 'It is paused.', schema: ref('Subscription') },
      errors: ['not_found', 'subscription_disabled'],
      handle: async ({ params }) => {
        const paused = found('subscription', await subscriptions.pause(storable('subscription', params.id)), params.id);
        if (paused.state === 'disabled') throw new AdminError('subscription_disabled');
        return ok(subscriptionDocument(paused));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/subscriptions/{id}/resume',
      operationId: 'resumeSubscription',
      summary: 'Resume a paused or disabled subscription',
      description: 'What waited is due now, and what was held against its receiver is forgotten.',
      params: PARAMS,
      answers: { status: 200, description: 'It is active.', schema: ref('Subscription') },
      errors: ['not_found', 'work_queue_unavailable'],
      handle: async ({ params }) => {
        const resumed = await subscriptions.resume(storable('subscription', params.id));
        return ok(subscriptionDocument(found('subscription', resumed, params.id)));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/subscriptions/{id}/rotate-secret',
      operationId: 'rotateSecret',
      summary: 'Give a webhook a new signing secret',
      description: 'Until the secret before it runs out, each request is signed with both.',
      params: PARAMS,
      answers: {
        status: 200,
        description: 'The new secret, shown here and never again.',
        schema: ref('RotatedSecret'),
      },
      errors: ['not_found', 'no_signing_secret'],
      handle: async ({ params }) => {
        const { id, sink } = await findSubscription(api, params.id);
        if (sink.kind !== 'webhook') throw new AdminError('no_signing_secret');
        const rotated = found('subscription', await subscriptions.rotateSecret(id), id);
        const { secret } = rotated;
        if (secret === undefined) throw new AdminError('no_signing_secret');
        const [, previous] = rotated.subscription.secrets;
        return ok({
          secret,
          ...(previous?.expiresAt === undefined ? {} : { previousValidUntil: iso(previous.expiresAt) }),
        });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/subscriptions/{id}/test',
      operationId: 'testSubscription',
      summary: 'Make one attempt with a test event',
      description:
        'The event’s type is `dinghub.test`. Nothing is stored, nothing is tried again, in whatever state it is.',
      params: PARAMS,
      answers: { status: 200, description: 'What came of it, good or bad.', schema: ref('TestAttempt') },
      errors: ['not_found'],
      handle: async ({ params, requestId }) => {
        const { id, sink, secrets } = await findSubscription(api, params.id);
        const event = testEvent(id, clock(), requestId);
        return ok(attemptDocument(await attempt(sink, { event, subscriptionId: id, secrets, attempt: 1 })));
      },
    }),
  ];
}

function testEvent(subscription: Subscription['id'], at: number, requestId: string) {
  const data = { message: 'A test of this subscription by dinghub.' };
  return operationalEvent({ type: 'dinghub.test', subscription, occurrence: [at, requestId], at, data });
}
