import { statSync } from 'node:fs';
import { createEventLog } from '@dinghub/core';
import { createDeliveryLedger, type Delivery } from '@dinghub/core/dispatch';
import { createSqliteRecordStore, databaseFile, fileFault } from '@dinghub/local-adapter';
import type { ShownAttempt, ShownDelivery } from '../api/documents';
import { CliError } from '../failure';
import { languageOf, MISSING_TEXTS } from '../language';
import type { EventSource } from './event-source';

/** How far back a listing without --since may reach. */
const LONGEST_RETENTION_DAYS = 3650;

const PAGE = 500;
const LOOK_EVERY_MS = 500;

/** Reads events from the file of the hub in a data folder, whether it runs or not, and closes the file after use. */
export async function withFileSource<T>(data: string, use: (source: EventSource) => Promise<T>): Promise<T> {
  const path = databaseFile(data);
  if (!isThere(path)) throw new CliError(MISSING_TEXTS[languageOf(process.env)].hub(data));
  const store = createSqliteRecordStore({ path });
  const options = { store, clock: Date.now, retentionDays: LONGEST_RETENTION_DAYS };
  const log = createEventLog(options);
  const ledger = createDeliveryLedger(options);
  try {
    return await use({
      lookEveryMs: LOOK_EVERY_MS,
      pageSize: PAGE,
      now: Date.now,
      list: log.list,
      async get(id) {
        const stored = await log.get(id);
        if (stored === undefined) throw new CliError(`There is no event with the id "${id}".`);
        return { stored, deliveries: (await ledger.ofEvent(id)).map(toShown) };
      },
    });
  } finally {
    await store.close();
  }
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

/** False only where nothing is: a folder that may not be read is an error of its own. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw fileFault(path, error);
  }
}
