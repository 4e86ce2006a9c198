import type { Clock } from '@dinghub/core';
import type { Client, Dispatcher } from 'undici';

/** A connection in the hands of one request. undici opens it with the request, and anew after the other side has closed it. */
export interface Lane {
  readonly dispatcher: Dispatcher;
  /** Whether a request was answered over it before. */
  readonly isKept: boolean;
  /** Gives it back, once. A connection that is not clean is cut. */
  release(isClean: boolean): void;
}

/** Takes a connection. */
export type Use = (lane: Lane) => void;

/** Connections by origin, each for one request at a time. */
export interface ConnectionPool {
  /** Calls `use` at once, or when a connection is given back. The function that it returns withdraws the wish. */
  acquire(origin: string, use: Use): () => void;
  /** Cuts all that nobody uses. */
  close(): Promise<void>;
}

/** One origin: its idle connections, the last used at the end; who waits for one; and how many there are in all. */
interface Place {
  readonly origin: string;
  readonly idle: { readonly client: Client; readonly usedAt: number }[];
  readonly waiting: Set<Use>;
  open: number;
}

/**
 * Creates a pool. undici has pools of its own, but there a request that waits cannot be taken back, two requests one after the
 * other make two connections, and a process that was frozen, as functions are, goes on with connections whose end it slept
 * through.
 * @param options.create makes a client of undici, for one connection
 * @param options.keepMs how long a connection may have been idle to be used again
 */
export function createConnectionPool(options: {
  readonly create: (origin: string) => Client;
  readonly maxPerOrigin: number;
  readonly keepMs: number;
  readonly clock: Clock;
}): ConnectionPool {
  const { create, maxPerOrigin, keepMs, clock } = options;
  const places = new Map<string, Place>();

  function placeOf(origin: string): Place {
    const place = places.get(origin) ?? { origin, idle: [], waiting: new Set(), open: 0 };
    places.set(origin, place);
    return place;
  }

  function open(place: Place): Client {
    const client = create(place.origin);
    place.open += 1;
    client.on('disconnect', () => {
      const index = place.idle.findIndex((idle) => idle.client === client);
      // One that is in use is given back by who uses it.
      if (index < 0) return;
      void cut(place, place.idle.splice(index, 1));
      forgetEmpty(place);
    });
    return client;
  }

  function cut(place: Place, gone: readonly { readonly client: Client }[]): Promise<unknown> {
    place.open -= gone.length;
    return Promise.all(gone.map(({ client }) => client.destroy()));
  }

  function forgetEmpty(place: Place): void {
    if (place.open === 0) places.delete(place.origin);
  }

  function takeIdle(place: Place): Client | undefined {
    const last = place.idle.pop();
    if (last === undefined || clock() - last.usedAt <= keepMs) return last?.client;
    // The others have been idle for longer still.
    void cut(place, [last, ...place.idle.splice(0)]);
    return undefined;
  }

  function lend(place: Place, client: Client, isKept: boolean, use: Use): void {
    use({ dispatcher: client, isKept, release: (isClean) => takeBack(place, client, isClean) });
  }

  function takeBack(place: Place, client: Client, isClean: boolean): void {
    const [next] = place.waiting;
    if (next !== undefined) {
      place.waiting.delete(next);
      const successor = isClean ? client : open(place);
      if (!isClean) void cut(place, [{ client }]);
      lend(place, successor, isClean, next);
    } else if (isClean) {
      place.idle.push({ client, usedAt: clock() });
    } else {
      void cut(place, [{ client }]);
      forgetEmpty(place);
    }
  }

  return {
    acquire(origin, use) {
      const place = placeOf(origin);
      const idle = takeIdle(place);
      if (idle !== undefined) lend(place, idle, true, use);
      else if (place.open < maxPerOrigin) lend(place, open(place), false, use);
      else place.waiting.add(use);
      return () => place.waiting.delete(use);
    },
    async close() {
      const all = [...places.values()];
      places.clear();
      await Promise.all(all.map((place) => cut(place, place.idle.splice(0))));
    },
  };
}
