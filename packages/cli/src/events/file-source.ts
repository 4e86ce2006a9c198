import { createEventLog } from '@dinghub/core';
import { createDeliveryLedger, type Delivery } from '@dinghub/core/dispatch';
import type { ShownAttempt, ShownDelivery } from '../api/documents';
import { languageOf } from '../language';
import { withLocalStore } from '../local-store';
import { type EventSource, noSuchEvent } from './event-source';

/** How far back a listing without --since may reach. */
const LONGEST_RETENTION_DAYS = 3650;

const PAGE = 500;
const LOOK_EVERY_MS = 500;

/** Reads events from the file of the hub in a data folder, whether it runs or not, and closes the file after use. */
export function withFileSource<T>(data: string, use: (source: EventSource) => Promise<T>): Promise<T> {
  return withLocalStore(data, languageOf(process.env), (store) => {
    const options = { store, clock: Date.now, retentionDays: LONGEST_RETENTION_DAYS };
    const log = createEventLog(options);
    const ledger = createDeliveryLedger(options);
    return use({
      lookEveryMs: LOOK_EVERY_MS,
      pageSize: PAGE,
      now: Date.now,
      list: log.list,
      async get(id) {
        const stored = await log.get(id);
        if (stored === undefined) throw noSuchEvent(id);
        return { stored, deliveries: (await ledger.ofEvent(id)).map(toShown) };
      },
    });
  });
}

/** As the admin API shows it. */
function toShown({ version: _, attempts, ...delivery }: Delivery): ShownDelivery {
  const shown = { ...withIsoTimes(delivery), attempts: attempts.map((one) => withIsoTimes(one) as ShownAttempt) };
  return shown as unknown as ShownDelivery;
}

/** Instants are numbers in the store; their names end alike. */
function withIsoTimes(record: object): object {
  const shown = Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'number' && /(At|Until)$/.test(name) ? new Date(value).toISOString() : value,
  ]);
  return Object.fromEntries(shown) as object;
}
