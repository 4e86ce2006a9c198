import type { JsonObject } from '../json';
import type { RecordStore } from '../storage/record-store';
import type { Subscription } from '../storage/subscription';
import { type Clock, SECOND_MS } from '../time';

/** The limits of a subscription, kept across all workers. */
export interface FlowControl {
  /**
   * Asks to make one attempt. `go` has to be given back with {@link release}; `wait` says when to ask again: that is no failed
   * attempt.
   */
  acquire(
    subscription: Pick<Subscription, 'id' | 'rateLimit' | 'maxInFlight'>,
    holder: string,
    leaseMs: number,
  ): Promise<{ readonly kind: 'go' } | { readonly kind: 'wait'; readonly until: number }>;
  /** Gives an attempt's place back; a lease that nobody gives back runs out. */
  release(subscription: Pick<Subscription, 'id' | 'maxInFlight'>, holder: string): Promise<void>;
}

/** What the record holds: the attempts of this window, and who is in flight until when. Times are epoch ms. */
interface Flow {
  readonly windowAt: number;
  readonly used: number;
  readonly inFlight: Readonly<Record<string, number>>;
}

const TRIES = 8;
/** How soon to ask again where no place is free, or where too many asked at once. */
const RETRY_MS = SECOND_MS;

/** Creates the flow control over a {@link RecordStore}. A subscription without limits costs nothing. */
export function createFlowControl({
  store,
  clock,
}: {
  readonly store: RecordStore;
  readonly clock: Clock;
}): FlowControl {
  const keyOf = (id: string) => ({ partition: `subscription#${id}`, sort: 'flow' });

  return {
    async acquire(subscription, holder, leaseMs) {
      const { id, rateLimit, maxInFlight } = subscription;
      if (rateLimit === undefined && maxInFlight === undefined) return { kind: 'go' };
      for (let tries = 0; tries < TRIES; tries++) {
        const now = clock();
        const record = await store.get(keyOf(id));
        const flow = current(record?.value as Flow | undefined, rateLimit?.perSeconds ?? 1, now);
        if (rateLimit !== undefined && flow.used >= rateLimit.count) {
          return { kind: 'wait', until: flow.windowAt + rateLimit.perSeconds * SECOND_MS };
        }
        const { [holder]: _, ...others } = flow.inFlight;
        if (maxInFlight !== undefined && Object.keys(others).length >= maxInFlight) {
          return { kind: 'wait', until: now + RETRY_MS };
        }
        const inFlight = maxInFlight === undefined ? {} : { ...others, [holder]: now + leaseMs };
        const value = { ...flow, used: flow.used + 1, inFlight } as unknown as JsonObject;
        const done =
          record === undefined
            ? (await store.insert({ ...keyOf(id), value })) === 'inserted'
            : (await store.replace({ ...record, value })) === 'replaced';
        if (done) return { kind: 'go' };
      }
      return { kind: 'wait', until: clock() + RETRY_MS };
    },

    async release({ id, maxInFlight }, holder) {
      if (maxInFlight === undefined) return;
      for (let tries = 0; tries < TRIES; tries++) {
        const record = await store.get(keyOf(id));
        const flow = record?.value as Flow | undefined;
        if (record === undefined || flow?.inFlight[holder] === undefined) return;
        const { [holder]: _, ...inFlight } = flow.inFlight;
        if ((await store.replace({ ...record, value: { ...flow, inFlight } as unknown as JsonObject })) === 'replaced')
          return;
      }
    },
  };
}

/** The flow at `now`: in the window that it is in, without those whose lease has run out. */
function current(flow: Flow | undefined, perSeconds: number, now: number): Flow {
  const inFlight = Object.entries(flow?.inFlight ?? {}).filter(([, until]) => until > now);
  const same = flow !== undefined && now >= flow.windowAt && now < flow.windowAt + perSeconds * SECOND_MS;
  const window = same ? { windowAt: flow.windowAt, used: flow.used } : { windowAt: now, used: 0 };
  return { ...window, inFlight: Object.fromEntries(inFlight) };
}
