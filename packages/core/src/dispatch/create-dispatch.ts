import { createConclude } from '../delivery/conclude';
import { createDeliver } from '../delivery/deliver';
import { createFlowControl } from '../delivery/flow-control';
import { createHealthBook, type HealthBook } from '../delivery/health';
import type { HttpSender } from '../delivery/http-sender';
import { createReceiverWatch } from '../delivery/receiver-watch';
import { createReplays, type Replays } from '../delivery/replay';
import { type Attempter, createAttempter } from '../delivery/sinks/index';
import { createWake } from '../delivery/wake';
import type { HubEvent } from '../events/event';
import type { Logger } from '../logging';
import { createDeliveryLedger, type DeliveryLedger } from '../storage/delivery-ledger';
import { createEventLog, type EventLog } from '../storage/event-log';
import { rememberingEvents } from '../storage/event-memory';
import type { RecordStore } from '../storage/record-store';
import type { UrlCheck } from '../storage/subscription-document';
import {
  createSubscriptionRegistry,
  isSameReceiver,
  type SubscriptionRegistry,
} from '../storage/subscription-registry';
import { createSuiteState, type SuiteState } from '../suite/suite-state';
import type { Clock, Random } from '../time';
import { appendAndEnqueue } from '../work/append-and-enqueue';
import { createSweeper, type Sweeper } from '../work/sweeper';
import type { WorkQueue } from '../work/work-queue';
import { createWorker, type Worker } from '../work/worker';
import { createFanOut } from './fan-out';
import { createSubscriptionCache } from './subscription-cache';

/** What dispatch needs; every effect is a parameter. */
export interface DispatchOptions {
  readonly store: RecordStore;
  readonly queue: WorkQueue;
  readonly send: HttpSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly retentionDays: number;
  /** What is asked of a sink's URL when a subscription is written. */
  readonly checkUrl?: UrlCheck;
  /** How old the workers' knowledge of the subscriptions may be. @default 30 s */
  readonly subscriptionsMaxAgeMs?: number;
}

/** Everything behind the callback edge, over one store and one queue. */
export interface Dispatch {
  readonly events: EventLog;
  readonly subscriptions: SubscriptionRegistry;
  readonly deliveries: DeliveryLedger;
  readonly health: HealthBook;
  readonly replays: Replays;
  /** What DingTalk last said about third-party apps. */
  readonly suites: SuiteState;
  readonly worker: Worker;
  readonly sweeper: Sweeper;
  /** Makes one attempt at a sink, without a delivery: to test it. */
  readonly attempt: Attempter;
  /** Stores events that did not come through the callback edge, and has them dispatched. */
  publish(events: readonly HubEvent[]): Promise<void>;
}

/** Wires dispatch: the same on every cloud. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { store, queue, clock, random, logger, retentionDays } = options;
  const events = createEventLog({ store, clock, retentionDays });
  const ledger = createDeliveryLedger({ store, clock, retentionDays });
  const registry = createSubscriptionRegistry(options);
  const health = createHealthBook({ store, clock });
  const flow = createFlowControl({ store, clock });
  const attempt = createAttempter(options);
  const wake = createWake({ ledger, queue, clock });
  const { subscriptionsMaxAgeMs: maxAgeMs } = options;
  const cache = createSubscriptionCache({ registry, clock, logger, ...(maxAgeMs === undefined ? {} : { maxAgeMs }) });

  const log = appendAndEnqueue({ events, queue, logger });
  const publish = async (published: readonly HubEvent[]) => void (await log.append(published));

  /** A change made here is known here at once. */
  function known<A extends readonly unknown[], R>(change: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      const result = await change(...args);
      cache.forget();
      return result;
    };
  }

  const suites = createSuiteState({ store, events });
  const fanOut = createFanOut({ store, ledger, subscriptions: cache, suites, append: log.append });
  const subscriptions: SubscriptionRegistry = {
    ...registry,
    create: known(registry.create),
    update: known(async (id, document) => {
      const before = await registry.get(id);
      const after = await registry.update(id, document);
      // Another receiver has another health.
      if (before && after && !isSameReceiver(before, after)) await health.reset(id);
      return after;
    }),
    pause: known(registry.pause),
    disable: known(registry.disable),
    rotateSecret: known(registry.rotateSecret),
    resume: async (id) => {
      const resumed = await registry.resume(id);
      // Before anything is woken: it would look for what it still knows to be paused.
      cache.forget();
      if (resumed === undefined) return undefined;
      await health.reset(id);
      for (const waiting of ['paused', 'breaker'] as const) await wake(id, waiting);
      return resumed;
    },
    remove: known(async (id) => {
      const removed = await registry.remove(id);
      if (removed === undefined) return undefined;
      await health.reset(id);
      await flow.forget(id);
      return removed;
    }),
  };
  const deliver = createDeliver({
    ledger,
    events: rememberingEvents(events),
    registry,
    health,
    flow,
    attempt,
    conclude: createConclude({ ledger, events, publish, clock, random, logger }),
    watch: createReceiverWatch({ health, registry: subscriptions, wake, publish, clock, logger }),
    clock,
    random,
    logger,
  });
  return {
    events,
    subscriptions,
    deliveries: ledger,
    health,
    replays: createReplays({ registry, ledger, events, queue }),
    suites,
    worker: createWorker({ fanOut, deliver, subscriptions: cache, queue, clock, logger }),
    sweeper: createSweeper({ store, queue, clock, logger }),
    attempt,
    publish,
  };
}
