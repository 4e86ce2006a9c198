import type { WithSecret } from '@dinghub/core/dispatch';
import { changedDocument, healthDocument, newDocument, subscriptionDocument } from '../documents/subscription';
import { AdminError } from '../errors';
import { listOf, ref } from '../openapi/schemas';
import { cursor, wholeNumber } from '../request/fields';
import { type Api, findSubscription, found, storable } from './api';
import { pageDocument } from './fill-page';
import { ok, type Route, route } from './route';

const PARAMS = { id: 'The subscription’s id.' };

/** Who wants which events. */
export function subscriptionRoutes(api: Api): readonly Route[] {
  const { subscriptions, health } = api.dispatch;
  return [
    route({
      method: 'GET',
      path: '/v1/subscriptions',
      operationId: 'listSubscriptions',
      summary: 'List subscriptions, by id',
      query: { limit: wholeNumber('How many at most.', { min: 1, max: 500, byDefault: 50 }), cursor: cursor() },
      answers: { status: 200, description: 'A page of subscriptions.', schema: listOf('Subscription') },
      errors: ['invalid_cursor'],
      handle: async ({ query: { limit = 50, ...page } }) =>
        ok(pageDocument(await subscriptions.list({ limit, ...page }), subscriptionDocument)),
    }),
    route({
      method: 'POST',
      path: '/v1/subscriptions',
      operationId: 'createSubscription',
      summary: 'Register a system',
      document: ref('NewSubscription'),
      answers: {
        status: 201,
        description: 'It is active. The signing secret of a webhook is shown here and never again.',
        schema: ref('SubscriptionWithSecret'),
      },
      errors: ['invalid_subscription', 'subscription_exists'],
      handle: async ({ document }) => {
        const created = await subscriptions.create(newDocument(document));
        if (created === 'exists') throw exists(String(document.id));
        const location = `/v1/subscriptions/${encodeURIComponent(created.subscription.id)}`;
        return { status: 201, body: withSecret(created), headers: { location } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/subscriptions/{id}',
      operationId: 'getSubscription',
      summary: 'A subscription, its state and the health of its receiver',
      description:
        'Secrets are never shown: they are left out, and the values of headers are masked. The document can be changed and sent back with PUT.',
      params: PARAMS,
      answers: { status: 200, description: 'The subscription.', schema: ref('SubscriptionWithHealth') },
      errors: ['not_found'],
      handle: async ({ params }) => {
        const subscription = await findSubscription(api, params.id);
        const now = await health.get(subscription.id);
        return ok({ ...subscriptionDocument(subscription), health: healthDocument(now) });
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/subscriptions/{id}',
      operationId: 'putSubscription',
      summary: 'Put a new document in the place of the old one',
      description: [
        'State and signing secret stay, unless the document brings a `secret`. What the hub adds to a document (`state`,',
        '`disabledReason`, `createdAt`, `updatedAt`, `health`) is ignored. A `token` or `aesKey` that is left out stays, where the',
        'sink is still of the same kind. A header whose value is `***` keeps its value, where the URL still has the same scheme,',
        'host and port; else the value has to be given again. Everything else that is left out is gone.',
      ].join(' '),
      params: PARAMS,
      document: ref('ChangedSubscription'),
      answers: {
        status: 200,
        description: 'As it is now. A sink that became a webhook has got a signing secret, shown here and never again.',
        schema: ref('SubscriptionWithSecret'),
      },
      errors: ['invalid_subscription', 'not_found'],
      handle: async ({ params, document }) => {
        const before = await findSubscription(api, params.id);
        const after = found(
          'subscription',
          await subscriptions.update(before.id, changedDocument(before, document)),
          before.id,
        );
        const [newest] = after.secrets;
        const isNew = before.secrets.length === 0 && newest !== undefined && document.secret === undefined;
        return ok(withSecret({ subscription: after, ...(isNew ? { secret: newest.secret } : {}) }));
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/subscriptions/{id}',
      operationId: 'deleteSubscription',
      summary: 'Delete a subscription',
      description: 'What is pending is cancelled.',
      params: PARAMS,
      answers: { status: 204, description: 'It is gone.' },
      errors: ['not_found'],
      handle: async ({ params }) => {
        found('subscription', await subscriptions.remove(storable('subscription', params.id)), params.id);
        return { status: 204 };
      },
    }),
  ];
}

function exists(id: string): AdminError {
  const message = `There is a subscription with the id ${id}. Change it with PUT, or choose another id.`;
  return new AdminError('subscription_exists', { message });
}

function withSecret({ subscription, secret }: WithSecret): object {
  return { ...subscriptionDocument(subscription), ...(secret === undefined ? {} : { secret }) };
}
