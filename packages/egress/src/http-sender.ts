import type { Clock } from '@dinghub/core';
import type { HttpOutcome, HttpRequest, HttpSender } from '@dinghub/core/dispatch';
import { Client } from 'undici';
import { createConnectionPool } from './connection-pool';
import { type Answer, exchange } from './exchange';
import { createGuard, type NetworkPolicy } from './guard';
import { createGuardedConnector } from './guarded-connector';
import { type Lookup, lookupBySystem } from './guarded-lookup';
import { toRequestHeaders } from './headers';
import { DEFAULT_LIMITS, type Limits, MAX_HEAD_BYTES } from './limits';
import { SendFailure } from './send-failure';
import { hostOf, readTarget } from './target';

/** How long an idle connection is kept, in ms: below the 5 s after which Node's own servers close theirs… */
const KEEP_MS = 4000;
/** …and how long at most, where the server says that it keeps it for longer. */
const KEEP_AT_MOST_MS = 30_000;

/** What a sender is made of. */
export interface HttpSenderOptions extends NetworkPolicy {
  /** Measures `durationMs`. */
  readonly clock: Clock;
  /** @default 5 s to connect, 10 s to the first byte, 15 s in all, 64 KiB, 32 connections to one origin */
  readonly limits?: Partial<Limits>;
  /** @default the system's resolver */
  readonly lookup?: Lookup;
  /** Certificates of authorities, in PEM, that are trusted instead of the usual ones. */
  readonly ca?: string;
}

/** A sender that holds connections. */
export type ClosableHttpSender = HttpSender & {
  /** Takes no more requests, waits for those on their way, and closes the connections. */
  close(): Promise<void>;
};

/**
 * Creates the guarded client: it POSTs to public addresses over https, and to what the policy allows besides. It follows no
 * redirect, uses no proxy, and decides about an address in the same look-up whose result it connects to.
 * @throws TypeError that names the first entry of `allowNetworks` which is no network
 * @example const send = createHttpSender({ clock: Date.now, allowNetworks: ['10.0.0.0/8'] });
 */
export function createHttpSender(options: HttpSenderOptions): ClosableHttpSender {
  const { clock, lookup = lookupBySystem, ca } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const guard = createGuard(options);
  const connect = createGuardedConnector({ guard, lookup, connectMs: limits.connectMs, ca });
  const pool = createConnectionPool({
    create: (origin) =>
      new Client(origin, {
        connect,
        keepAliveTimeout: KEEP_MS,
        keepAliveMaxTimeout: KEEP_AT_MOST_MS,
        maxHeaderSize: MAX_HEAD_BYTES,
      }),
    maxPerOrigin: limits.maxConnectionsPerOrigin,
    keepMs: KEEP_AT_MOST_MS,
    clock,
  });
  const underway = new Set<Promise<unknown>>();
  let isClosed = false;

  async function attempt(request: HttpRequest): Promise<Answer | SendFailure> {
    const target = readTarget(request.url, guard);
    if ('problem' in target) return new SendFailure('E_BLOCKED_ADDRESS', target.problem);
    const { origin, pathname, search } = target.url;
    const host = hostOf(target.url);
    const headers = toRequestHeaders(request.headers);
    if (headers === undefined) return notSent('HTTP does not allow one of its headers');
    if (isClosed) return notSent('the sender is closed');
    const wire = { origin, path: `${pathname}${search}`, headers, body: request.body };
    const exchanging = exchange(pool, wire, limits, host);
    underway.add(exchanging);
    try {
      return await exchanging;
    } finally {
      underway.delete(exchanging);
    }
  }

  async function send(request: HttpRequest): Promise<HttpOutcome> {
    const startedAt = clock();
    const result = await attempt(request).catch(() => notSent('this is not a request'));
    const durationMs = Math.max(0, clock() - startedAt);
    if (!(result instanceof SendFailure)) return { kind: 'answer', ...result, durationMs };
    return { kind: 'failed', code: result.code, message: result.message, durationMs };
  }

  return Object.assign(send, {
    async close() {
      isClosed = true;
      await Promise.allSettled(underway);
      await pool.close();
    },
  });
}

function notSent(why: string): SendFailure {
  return new SendFailure('E_CONNECTION', `Not sent: ${why}.`);
}
