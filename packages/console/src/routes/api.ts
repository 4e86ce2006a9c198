import type { Clock } from '@dinghub/core';
import type { Dispatch, Subscription } from '@dinghub/core/dispatch';
import { AdminError } from '../errors';
import { fitsKey } from '../request/fields';

/** What the routes work on. */
export interface Api {
  readonly dispatch: Pick<
    Dispatch,
    'events' | 'subscriptions' | 'deliveries' | 'health' | 'replays' | 'suites' | 'attempt'
  >;
  readonly clock: Clock;
}

/** What a request can name. */
type Named = 'event' | 'subscription' | 'delivery' | 'app' | 'organisation' | 'suite_ticket';

/** The 404 for something that a well-formed request names. */
export function unknown(what: Named, name?: string): AdminError {
  return new AdminError('not_found', { message: `There is no such ${what}${name === undefined ? '' : `: ${name}`}.` });
}

/** An id that a store can be asked for. @throws AdminError `not_found` */
export function storable(what: Named, id: string): string {
  if (!fitsKey(id)) throw unknown(what, id);
  return id;
}

/** What was found. @throws AdminError `not_found` */
export function found<T>(what: Named, value: T | undefined, name?: string): T {
  if (value === undefined) throw unknown(what, name);
  return value;
}

/** @throws AdminError `not_found`, StoreUnavailable */
export async function findSubscription({ dispatch }: Api, id: string): Promise<Subscription> {
  return found('subscription', await dispatch.subscriptions.get(storable('subscription', id)), id);
}

/**
 * A subscription that deliveries can be made for: those of a disabled one would be dead letters again at once.
 * @throws AdminError `not_found` or `subscription_disabled`, StoreUnavailable
 */
export async function findReceiver(api: Api, id: string): Promise<Subscription> {
  const subscription = await findSubscription(api, id);
  if (subscription.state === 'disabled') throw new AdminError('subscription_disabled');
  return subscription;
}
