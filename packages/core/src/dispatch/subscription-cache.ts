import type { HubEvent } from '../events/event';
import type { JsonObject } from '../json';
import type { Logger } from '../logging';
import type { Subscription } from '../storage/subscription';
import type { SubscriptionRegistry } from '../storage/subscription-registry';
import { type Clock, SECOND_MS } from '../time';
import { compilePattern, type EventPattern, InvalidPattern } from './event-pattern';
import { createPatternIndex } from './pattern-index';

/** All subscriptions at one moment. */
export interface Subscriptions {
  get(id: string): Subscription | undefined;
  /** Those that want an event and are not disabled. */
  matching(event: HubEvent): readonly Subscription[];
}

/** What workers know of the subscriptions, without a read for each event. */
export interface SubscriptionCache {
  /** As of `maxAgeMs` ago at most; older when the store does not answer. */
  current(): Promise<Subscriptions>;
  /** The next {@link current} reads anew: something was changed in this process. */
  forget(): void;
}

const MAX_AGE_MS = 30 * SECOND_MS;

/**
 * Creates the cache. Patterns are compiled once for each version of a subscription.
 * @param options.maxAgeMs @default 30 s
 */
export function createSubscriptionCache(options: {
  readonly registry: Pick<SubscriptionRegistry, 'all'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxAgeMs?: number;
}): SubscriptionCache {
  const { registry, clock, logger, maxAgeMs = MAX_AGE_MS } = options;
  let compiled = new Map<string, { readonly edition: string; readonly pattern: EventPattern }>();
  let loaded: { readonly at: number; readonly subscriptions: Subscriptions } | undefined;
  let loading: Promise<Subscriptions> | undefined;
  let generation = 0;

  async function load(): Promise<Subscriptions> {
    const at = clock();
    const started = generation;
    try {
      const subscriptions = compile(await registry.all());
      // What was forgotten meanwhile stays forgotten.
      if (started === generation) loaded = { at, subscriptions };
      return subscriptions;
    } catch (error) {
      if (loaded === undefined || started !== generation) throw error;
      logger.warn('subscriptions_stale', { error: error instanceof Error ? error.name : 'unknown' });
      return loaded.subscriptions;
    }
  }

  function compile(all: readonly Subscription[]): Subscriptions {
    const byId = new Map(all.map((subscription) => [subscription.id, subscription]));
    const next: typeof compiled = new Map();
    const entries = all.flatMap((value) => {
      if (value.state === 'disabled') return [];
      const known = compiled.get(value.id);
      const edition = `${value.incarnation}#${value.version}`;
      const pattern = known?.edition === edition ? known.pattern : patternOf(value);
      if (pattern === undefined) return [];
      next.set(value.id, { edition, pattern });
      return [{ pattern, value }];
    });
    compiled = next;
    const index = createPatternIndex(entries);
    return {
      get: (id) => byId.get(id),
      matching: (event) =>
        index.match(event as unknown as JsonObject, ({ id }) =>
          logger.warn('pattern_too_costly', { subscription: id, event: event.id }),
        ),
    };
  }

  /** A pattern that an earlier version took and this one does not must not stop the others. */
  function patternOf({ id, pattern }: Subscription): EventPattern | undefined {
    try {
      return compilePattern(pattern);
    } catch (error) {
      if (!(error instanceof InvalidPattern)) throw error;
      logger.error('pattern_invalid', { subscription: id });
      return undefined;
    }
  }

  return {
    current() {
      const age = loaded === undefined ? Number.POSITIVE_INFINITY : clock() - loaded.at;
      if (loaded !== undefined && age >= 0 && age < maxAgeMs) return Promise.resolve(loaded.subscriptions);
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    forget() {
      generation++;
      loaded = undefined;
      loading = undefined;
    },
  };
}
