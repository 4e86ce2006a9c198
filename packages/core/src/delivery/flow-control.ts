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
  /** Forgets what was used: the subscription is gone. */
  forget(subscriptionId: string): Promise<void>;
}

/** What the record holds: the attempts of the last parts of the window, and who is in flight until when (epoch ms). */
interface Flow {
  readonly parts: readonly { readonly part: number; readonly used: number }[];
  readonly inFlight: Readonly<Record<string, number>>;
}

/**
 * A window is counted in so many parts. This part and the ten before it cover every window that ends now, so the limit holds in
 * each of them; at most an eleventh of it is left unused.
 */
const PARTS = 10;

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
        const partMs = ((rateLimit?.perSeconds ?? 1) * SECOND_MS) / PARTS;
        const part = Math.floor(now / partMs);
        const flow = current(record?.value as Flow | undefined, part, now);
        const oldest = flow.parts[0]?.part ?? part;
        if (rateLimit !== undefined && sum(flow) >= rateLimit.count) {
          return { kind: 'wait', until: Math.ceil((oldest + PARTS + 1) * partMs) };
        }
        const { [holder]: _, ...others } = flow.inFlight;
        if (maxInFlight !== undefined && Object.keys(others).length >= maxInFlight) {
          return { kind: 'wait', until: now + RETRY_MS };
        }
        const inFlight = maxInFlight === undefined ? {} : { ...others, [holder]: now + leaseMs };
        const parts = rateLimit === undefined ? [] : withOneMore(flow.parts, part);
        const value = { parts, inFlight } as unknown as JsonObject;
        const done =
          record === undefined
            ? (await store.insert({ ...keyOf(id), value })) === 'inserted'
            : (await store.replace({ ...record, value })) === 'replaced';
        if (done) return { kind: 'go' };
      }
      return { kind: 'wait', until: clock() + RETRY_MS };
    },

    async forget(id) {
      const record = await store.get(keyOf(id));
      if (record !== undefined) await store.remove(record, record.version);
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

/** The flow at `now`: without the parts that no window reaches any more, and without those whose lease has run out. */
function current(flow: Flow | undefined, part: number, now: number): Flow {
  const inFlight = Object.entries(flow?.inFlight ?? {}).filter(([, until]) => until > now);
  const parts = (flow?.parts ?? []).filter((one) => one.part >= part - PARTS && one.part <= part);
  return { parts, inFlight: Object.fromEntries(inFlight) };
}

function sum({ parts }: Flow): number {
  return parts.reduce((total, { used }) => total + used, 0);
}

function withOneMore(parts: Flow['parts'], part: number): Flow['parts'] {
  const last = parts.at(-1);
  if (last?.part !== part) return [...parts, { part, used: 1 }];
  return [...parts.slice(0, -1), { part, used: last.used + 1 }];
}
