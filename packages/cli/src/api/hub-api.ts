import type { EventFilter, JsonObject, PageRequest } from '@dinghub/core';
import type { DeliveryFilter, ReplayProgress, ReplayRequest } from '@dinghub/core/dispatch';
import type {
  ShownDelivery,
  ShownEvent,
  ShownOrganisation,
  ShownPage,
  ShownRow,
  ShownSubscription,
  ShownTicket,
  TestResult,
} from './documents';
import type { HubClient } from './hub-client';

type Asked = Pick<PageRequest, 'limit' | 'cursor'>;

/** The operations of the admin API that the commands use. Every one throws a CliError when it is refused or not answered. */
export interface HubApi {
  readonly events: {
    list(filter: EventFilter, page: Asked): Promise<ShownPage<ShownEvent>>;
    get(id: string): Promise<ShownEvent & { readonly deliveries: readonly ShownDelivery[] }>;
    replay(id: string, subscription?: string): Promise<Pick<ReplayProgress, 'matched' | 'replayed' | 'pending'>>;
  };
  readonly subscriptions: {
    list(page: Asked): Promise<ShownPage<ShownSubscription>>;
    get(id: string): Promise<ShownSubscription>;
    create(document: JsonObject): Promise<ShownSubscription>;
    put(id: string, document: JsonObject): Promise<ShownSubscription>;
    pause(id: string): Promise<ShownSubscription>;
    resume(id: string): Promise<ShownSubscription>;
    remove(id: string): Promise<void>;
    rotateSecret(id: string): Promise<{ readonly secret: string; readonly previousValidUntil?: string }>;
    test(id: string): Promise<TestResult>;
  };
  readonly deliveries: {
    list(filter: DeliveryFilter, page: Asked): Promise<ShownPage<ShownDelivery>>;
    retry(eventId: string, subscriptionId: string): Promise<'opened' | 'pending'>;
  };
  readonly suites: {
    ticket(app: string): Promise<ShownTicket>;
    organisations(app: string, page: Asked): Promise<ShownPage<ShownOrganisation>>;
    add(app: string, corpId: string): Promise<void>;
    remove(app: string, corpId: string): Promise<void>;
    rows(app: string, corpId: string, bizType: number | undefined, page: Asked): Promise<ShownPage<ShownRow>>;
  };
  /** One call's worth of a replay. */
  replay(request: ReplayRequest): Promise<ReplayProgress>;
  testPattern(pattern: JsonObject, event: JsonObject): Promise<boolean>;
  /** The hub's time, in epoch ms. */
  now(): number;
}

/**
 * Creates the operations over a client. What a hub answers is taken to be what its OpenAPI document says; of each answer one field
 * is looked for, to tell a hub from whatever else speaks JSON.
 */
export function createHubApi({ call, now }: HubClient): HubApi {
  const get = async <T>(path: string, holds: keyof T & string, query = {}) =>
    (await call('GET', path, { query, holds })) as unknown as T;
  const list = <T>(path: string, query: object) => get<ShownPage<T>>(path, 'items', query);
  const post = async <T>(path: string, holds: keyof T & string, body?: object) =>
    (await call('POST', path, { holds, ...(body === undefined ? {} : { body }) })) as unknown as T;
  const subscription = (id: string) => `/v1/subscriptions/${encodeURIComponent(id)}`;
  const suite = (app: string) => `/v1/suites/${encodeURIComponent(app)}`;
  const organisation = (app: string, corpId: string) => `${suite(app)}/organisations/${encodeURIComponent(corpId)}`;
  const event = (id: string) => `/v1/events/${encodeURIComponent(id)}`;

  return {
    events: {
      list: (filter, page) => list('/v1/events', { ...filter, ...page }),
      get: (id) => get(event(id), 'receivedAt'),
      replay: (id, to) => post(`${event(id)}/replay`, 'matched', to === undefined ? {} : { subscription: to }),
    },
    subscriptions: {
      list: (page) => list('/v1/subscriptions', page),
      get: (id) => get(subscription(id), 'id'),
      create: (document) => post('/v1/subscriptions', 'id', document),
      put: async (id, body) =>
        (await call('PUT', subscription(id), { body, holds: 'id' })) as unknown as ShownSubscription,
      pause: (id) => post(`${subscription(id)}/pause`, 'id'),
      resume: (id) => post(`${subscription(id)}/resume`, 'id'),
      remove: async (id) => void (await call('DELETE', subscription(id))),
      rotateSecret: (id) => post(`${subscription(id)}/rotate-secret`, 'secret'),
      test: (id) => post(`${subscription(id)}/test`, 'delivered'),
    },
    deliveries: {
      list: (filter, page) => list('/v1/deliveries', { ...filter, ...page }),
      retry: async (eventId, subscriptionId) => {
        const path = `/v1/deliveries/${encodeURIComponent(eventId)}/${encodeURIComponent(subscriptionId)}/retry`;
        return (await post<{ outcome: 'opened' | 'pending' }>(path, 'outcome')).outcome;
      },
    },
    suites: {
      ticket: (app) => get(`${suite(app)}/ticket`, 'suiteTicket'),
      organisations: (app, page) => list(`${suite(app)}/organisations`, page),
      add: async (app, corpId) => void (await call('PUT', organisation(app, corpId))),
      remove: async (app, corpId) => void (await call('DELETE', organisation(app, corpId))),
      rows: (app, corpId, bizType, page) =>
        list(`${organisation(app, corpId)}/rows`, {
          ...(bizType === undefined ? {} : { bizType }),
          ...page,
        }),
    },
    replay: (request) => post('/v1/replays', 'matched', request),
    testPattern: async (pattern, tested) =>
      (await post<{ match: boolean }>('/v1/patterns/test', 'match', { pattern, event: tested })).match,
    now,
  };
}
