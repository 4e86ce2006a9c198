import type { HubEvent, StoredEvent } from '../events/event';
import { isOperational } from '../events/operational';
import type { DeliveryLedger } from '../storage/delivery-ledger';
import { eventKey } from '../storage/event-log';
import type { RecordStore } from '../storage/record-store';
import { toStoredEvent } from '../storage/stored-event';
import type { Subscription } from '../storage/subscription';
import { rowsOfEnvelope } from '../suite/envelope';
import type { SuiteState } from '../suite/suite-state';
import type { Task } from '../work/task';
import type { SubscriptionCache } from './subscription-cache';

/**
 * Splits an envelope that was too large for the callback; takes in what an event says about third-party apps, opens a delivery for every subscription that wants it, then takes it off the
 * due index. To be repeated at will: what is open already stays as it is.
 */
export type FanOut = (eventId: string) => Promise<readonly Task[]>;

/** Rows of an envelope are stored so many at a time. */
const ROWS_AT_ONCE = 100;

/** Creates the fan-out; it gives the tasks that deliver. */
export function createFanOut(options: {
  readonly store: RecordStore;
  readonly ledger: Pick<DeliveryLedger, 'open'>;
  readonly subscriptions: Pick<SubscriptionCache, 'current'>;
  readonly suites: Pick<SuiteState, 'apply'>;
  /** Stores events and has them dispatched. */
  readonly append: (events: readonly HubEvent[]) => Promise<unknown>;
}): FanOut {
  const { store, ledger, subscriptions, suites, append } = options;

  /** Opens a delivery for each subscription that wants an event. */
  async function open(stored: StoredEvent): Promise<readonly Subscription[]> {
    const { event, expiresAt } = stored;
    // Before anybody hears of it: who then asks for the newest ticket gets this one.
    await suites.apply(stored);
    const wanted = (await subscriptions.current()).matching(event).filter((one) => !isAbout(event, one));
    const opening = { event, ...(expiresAt === undefined ? {} : { expiresAt }) };
    await Promise.all(wanted.map((subscription) => ledger.open({ ...opening, subscription })));
    return wanted;
  }

  return async (eventId) => {
    const record = await store.get(eventKey(eventId));
    // Without a due time it was dispatched before.
    if (record?.dueAt === undefined) return [];
    const stored = toStoredEvent(record);
    const rows = rowsOfEnvelope(stored);
    const wanted = rows === undefined ? await open(stored) : [];
    for (let i = 0; rows !== undefined && i < rows.length; i += ROWS_AT_ONCE)
      await append(rows.slice(i, i + ROWS_AT_ONCE));
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
