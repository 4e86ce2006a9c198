import type { JsonObject } from '../json';
import type { RecordKey, RecordStore, StoredRecord } from '../storage/record-store';
import type { Clock } from '../time';
import { type BreakerDecision, decide, type Health, isHealthy, probing, recorded } from './circuit-breaker';

/** How a subscription's receiver has been doing, shared by all workers. */
export interface HealthBook {
  /**
   * Whether its receiver may be called now. While its breaker is half-open, one caller gets `probe` and the others wait.
   * Says `go` too when the store cannot tell: it is only a statistic.
   */
  ask(subscriptionId: string): Promise<BreakerDecision>;
  /** Notes an outcome; gives the health after it, and what this outcome did to the breaker. */
  note(
    subscriptionId: string,
    succeeded: boolean,
  ): Promise<{ readonly health: Health; readonly breaker?: 'opened' | 'closed' }>;
  get(subscriptionId: string): Promise<Health>;
  /** Forgets what was: an operator has mended the receiver, or the subscription is gone. */
  reset(subscriptionId: string): Promise<void>;
}

const TRIES = 5;

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

  return {
    async ask(id) {
      const { record, health } = await read(id);
      const decision = decide(health, clock());
      if (decision.kind !== 'probe') return decision;
      // The one whose write succeeds has the probe.
      if (await write(id, record, probing(health, clock()))) return decision;
      return decide((await read(id)).health, clock());
    },

    async note(id, succeeded) {
      for (let tries = 0; ; tries++) {
        const { record, health: before } = await read(id);
        if (succeeded && isHealthy(before)) return { health: before };
        const health = recorded(before, succeeded, clock());
        if (await write(id, record, health)) return { health, ...changeOf(before, health) };
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

function changeOf(before: Health, after: Health): { readonly breaker?: 'opened' | 'closed' } {
  if ((before.openedAt === undefined) === (after.openedAt === undefined)) return {};
  return { breaker: after.openedAt === undefined ? 'closed' : 'opened' };
}

function keyOf(subscriptionId: string): RecordKey {
  return { partition: `subscription#${subscriptionId}`, sort: 'health' };
}

function healthOf(record: StoredRecord | undefined): Health {
  return record === undefined ? { outcomes: [] } : (record.value as unknown as Health);
}
