import type { HubEvent } from '../events/event';
import { isOperational } from '../events/operational';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import { eventKey } from '../storage/event-log';
import type { RecordStore } from '../storage/record-store';
import type { Subscription } from '../storage/subscription';
import type { SuiteState } from '../suite/suite-state';
import type { Task } from '../work/task';
import type { SubscriptionCache } from './subscription-cache';

/**
 * Takes in what an event says about third-party apps, opens a delivery for every subscription that wants it, then takes it off the
 * due index. To be repeated at will: what is open already stays as it is.
 */
export type FanOut = (eventId: string) => Promise<readonly Task[]>;

/** Creates the fan-out; it gives the tasks that deliver. */
export function createFanOut(options: {
  readonly store: RecordStore;
  readonly ledger: Pick<DeliveryLedger, 'open'>;
  readonly subscriptions: Pick<SubscriptionCache, 'current'>;
  readonly suites: Pick<SuiteState, 'apply'>;
}): FanOut {
  const { store, ledger, subscriptions, suites } = options;

  return async (eventId) => {
    const record = await store.get(eventKey(eventId));
    // Without a due time it was dispatched before.
    if (record?.dueAt === undefined) return [];
    const event = record.value as unknown as HubEvent;
    const { expiresAt } = record;
    // Before anybody hears of it: who then asks for the newest ticket gets this one.
    await suites.apply(event, expiresAt);
    const wanted = (await subscriptions.current()).matching(event).filter((one) => !isAbout(event, one));
    const opening = { event, ...(expiresAt === undefined ? {} : { expiresAt }) };
    await Promise.all(wanted.map((subscription) => ledger.open({ ...opening, subscription })));
    const { dueAt: _, ...dispatched } = record;
    // A conflict: another worker has dispatched it too.
    await store.replace(dispatched);
    return wanted.map(({ id }) => ({ kind: 'deliver', event: eventId, subscription: id }));
  };
}

/** What the hub says about a subscription is not sent to that subscription: it would feed itself. */
function isAbout(event: HubEvent, { id }: Subscription): boolean {
  return isOperational(event) && event.data.subscription === id;
}
