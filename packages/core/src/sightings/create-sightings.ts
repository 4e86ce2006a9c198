import { withDeadline } from '../callback/deadline';
import { errorFields } from '../callback/error-fields';
import type { Sightings } from '../callback/sightings';
import { StoreUnavailable } from '../errors';
import type { JsonObject } from '../json';
import type { Logger } from '../logging';
import { settleRecord } from '../storage/change-record';
import type { RecordStore, StoredRecord } from '../storage/record-store';
import { type After, afterTimeout, type Clock } from '../time';
import { fingerprintOf } from './fingerprint';
import { ownerKeyKind } from './owner-key-kind';
import { traitsOf } from './owner-key-traits';
import { createPace } from './pace';
import { isAsNew, type Seen, seenIn, sightingsKey } from './sightings-record';

/** A callback waits for it, and has a second for everything. */
const PATIENCE_MS = 300;

/** So many others in a row may be faster; after that something is wrong. */
const TRIES = 64;

/** What to write in place of what is known; undefined to leave it. */
type Change = (seen: Seen) => JsonObject | undefined;

/**
 * Remembers, in one record for each app, which owner key was refused last and, while the app has several credentials, when events
 * came with each. Each of these is written once a minute at most, by each process, and a store that is slow or fails costs a
 * callback 300 ms, and the log a line.
 */
export function createSightings(options: {
  readonly store: Pick<RecordStore, 'get' | 'insert' | 'replace'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The timer of the wait. @default the platform's */
  readonly after?: After;
}): Sightings {
  const { store, clock, logger, after = afterTimeout } = options;
  const pace = createPace(clock);

  function note(app: string, what: string, change: Change): Promise<void> | undefined {
    const turn = JSON.stringify([app, what]);
    if (!pace.take(turn)) return undefined;
    const failed = (error: unknown) => {
      pace.failed(turn);
      logger.warn('sighting_not_kept', { app, ...errorFields(error) });
    };
    const late = () => failed(new StoreUnavailable('No answer in time.'));
    return withDeadline(PATIENCE_MS, after, write(app, change), late).catch(failed);
  }

  async function write(app: string, change: Change): Promise<void> {
    const next = (before: StoredRecord | undefined) => {
      const news = change(seenIn(before?.value));
      return news && { ...before, value: { ...before?.value, ...news } };
    };
    await settleRecord(store, sightingsKey(app), next, TRIES);
  }

  return {
    refused({ name }, ownerKey) {
      const at = clock();
      // By kind: pushes of two kinds in turn do not hide each other, and thousands of keys are still a handful of writes.
      return note(name, ownerKeyKind(ownerKey), ({ refused }) =>
        isAsNew(refused?.at, at) ? undefined : { refused: { at, ...traitsOf(ownerKey) } },
      );
    },

    used({ name, credentials }, credential, ownerKey) {
      // Which credentials the simulator has says nothing about those that DingTalk has.
      if (credentials.length < 2 || ownerKeyKind(ownerKey) === 'simulator') return undefined;
      const at = clock();
      const own = fingerprintOf(credential);
      return note(name, own, ({ used }) => {
        if (isAsNew(used[own], at)) return undefined;
        const present = credentials.map(fingerprintOf);
        const others = Object.entries(used).filter(([fingerprint]) => present.includes(fingerprint));
        return { used: { ...Object.fromEntries(others), [own]: at } };
      });
    },
  };
}
