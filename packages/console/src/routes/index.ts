import { buildOpenApi } from '../openapi/build';
import type { Api } from './api';
import { deliveryRoutes } from './deliveries';
import { eventRoutes } from './events';
import { replayRoutes } from './replays';
import { ok, type Route, route } from './route';
import { subscriptionActionRoutes } from './subscription-actions';
import { subscriptionRoutes } from './subscriptions';
import { suiteRoutes } from './suites';

/** The one table of the API: the router serves it, and the OpenAPI document is made of it. */
export function createRoutes(api: Api): readonly Route[] {
  const routes: readonly Route[] = [
    ...eventRoutes(api),
    ...subscriptionRoutes(api),
    ...subscriptionActionRoutes(api),
    ...deliveryRoutes(api),
    ...replayRoutes(api),
    ...suiteRoutes(api),
    route({
      method: 'GET',
      path: '/v1/openapi.json',
      operationId: 'getOpenApi',
      summary: 'This document',
      answers: { status: 200, description: 'An OpenAPI 3.1 document.', schema: { type: 'object' } },
      handle: async () => ok(buildOpenApi(routes)),
    }),
  ];
  return routes;
}
