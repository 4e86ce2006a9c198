import type { JsonObject } from '../json';
import type { RecordKey, RecordStore, StoredRecord } from '../storage/record-store';
import { type Clock, SECOND_MS } from '../time';
import { type BreakerDecision, decide, type Health, isHealthy, probing, recorded } from './circuit-breaker';

/** What an outcome can do to a breaker. */
export type BreakerChange = 'opened' | 'closed';

/** How a subscription's receiver has been doing, shared by all workers. */
export interface HealthBook {
  /** Whether its receiver may be called now. While its breaker is half-open, one caller gets `probe` and the others wait. */
  ask(subscriptionId: string): Promise<BreakerDecision>;
  /**
   * Notes an outcome; gives the health after it, and what this outcome did to the breaker.
   * @param tell is told of a change before it is written; `since` is the same when the change has to be made again. @default nobody
   */
  note(
    subscriptionId: string,
    succeeded: boolean,
    tell?: (change: BreakerChange, since: number) => Promise<void>,
  ): Promise<{ readonly health: Health; readonly breaker?: BreakerChange }>;
  get(subscriptionId: string): Promise<Health>;
  /** Forgets what was: an operator has mended the receiver, or the subscription is gone. */
  reset(subscriptionId: string): Promise<void>;
}

const TRIES = 5;
const ROUND_MS = 30 * SECOND_MS;

/** How long a worker takes a receiver for well without asking; another worker's failures reach it that much later. */
const WELL_MS = SECOND_MS;
const MOST_KNOWN = 10_000;

/** Creates the book over a {@link RecordStore}: one record for each receiver that is not well, none for the others. */
export function createHealthBook({ store, clock }: { readonly store: RecordStore; readonly clock: Clock }): HealthBook {
  const read = async (id: string) => {
    const record = await store.get(keyOf(id));
    return { record, health: healthOf(record) };
  };

  /** Writes the health of one receiver; false when somebody else was faster. */
  async function write(id: string, before: StoredRecord | undefined, health: Health): Promise<boolean> {
    const value = health as unknown as JsonObject;
    if (before === undefined) return (await store.insert({ ...keyOf(id), value })) === 'inserted';
    return (await store.replace({ ...before, value })) === 'replaced';
  }

  /** Receivers that were well a moment ago, and when: most are, and asking for each attempt would cost two reads. */
  const wellAt = new Map<string, number>();
  const isWell = (id: string) => {
    const age = clock() - (wellAt.get(id) ?? Number.NEGATIVE_INFINITY);
    return age >= 0 && age < WELL_MS;
  };
  const noteWell = (id: string) => {
    if (wellAt.size >= MOST_KNOWN) wellAt.clear();
    wellAt.set(id, clock());
  };

  return {
    async ask(id) {
      if (isWell(id)) return { kind: 'go' };
      const { record, health } = await read(id);
      if (isHealthy(health)) noteWell(id);
      const decision = decide(health, clock());
      if (decision.kind !== 'probe') return decision;
      // The one whose write succeeds has the probe.
      if (await write(id, record, probing(health, clock()))) return decision;
      return decide((await read(id)).health, clock());
    },

    async note(id, succeeded, tell) {
      if (succeeded && isWell(id)) return { health: { outcomes: [] } };
      wellAt.delete(id);
      for (let tries = 0; ; tries++) {
        const { record, health: before } = await read(id);
        if (succeeded && isHealthy(before)) {
          noteWell(id);
          return { health: before };
        }
        const health = recorded(before, succeeded, clock());
        const breaker = changeOf(before, health);
        // Of the closing, when it had opened; of the opening, the half minute, so that a repeat tells the same.
        if (breaker !== undefined) await tell?.(breaker, before.openedAt ?? Math.floor(clock() / ROUND_MS));
        if (await write(id, record, health)) return { health, ...(breaker === undefined ? {} : { breaker }) };
        if (tries === TRIES) return { health };
      }
    },

    get: async (id) => (await read(id)).health,

    async reset(id) {
      const record = await store.get(keyOf(id));
      if (record !== undefined) await store.remove(record, record.version);
    },
  };
}

function changeOf(before: Health, after: Health): BreakerChange | undefined {
  if ((before.openedAt === undefined) === (after.openedAt === undefined)) return undefined;
  return after.openedAt === undefined ? 'closed' : 'opened';
}

function keyOf(subscriptionId: string): RecordKey {
  return { partition: `subscription#${subscriptionId}`, sort: 'health' };
}

function healthOf(record: StoredRecord | undefined): Health {
  return record === undefined ? { outcomes: [] } : (record.value as unknown as Health);
}
