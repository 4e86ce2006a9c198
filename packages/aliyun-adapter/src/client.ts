import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type After, afterTimeout, type Clock } from '@dinghub/core';
import { Client, type ConfigOptions } from 'tablestore';
import { isPassing } from './ots-error';
import { within } from './within';

/** Access to Tablestore; with a security token it is a temporary one of STS, as Function Compute hands them out. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | undefined;
}

/** What a call gave, and how many tries it took: a write that was tried twice may have refused itself. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown; readonly tries: number };

/** Tablestore, with time limits and retries of our own. */
export interface TablestoreClient {
  /** Makes a call; tries again what passes, while there is time. Never rejects. */
  call<T>(operation: (client: Client) => Promise<T>): Promise<Outcome<T>>;
}

/** How long a call may take. */
export interface TimeLimits {
  readonly tryMs: number;
  readonly totalMs: number;
}

/** Two tries that hang, or three that fail at once, fit into the callback's second. */
const CALLBACK_LIMITS: TimeLimits = { tryMs: 400, totalMs: 900 };
const TRIES = 3;
/** A try with less time than this would only be cut off. */
const SHORTEST_TRY_MS = 80;
const PAUSE_MS = 30;

const AGENT = { keepAlive: true, maxSockets: 128 };
const agents = { 'http:': new HttpAgent(AGENT), 'https:': new HttpsAgent(AGENT) };

/**
 * Creates a client. The SDK's own retries are off: it never tries a write again, because it looks for error names that it does
 * not have. It has no time limits either, and waits for ever when an answer ends in the middle.
 * @param options.endpoint e.g. `https://<instance>.cn-hangzhou.vpc.tablestore.aliyuncs.com`
 * @param options.credentials asked before every try, so that they can rotate
 * @param options.limits @default what fits into the callback's second
 */
export function createTablestoreClient(options: {
  readonly endpoint: string;
  readonly instance: string;
  readonly credentials: () => Credentials;
  readonly clock: Clock;
  readonly after?: After;
  readonly limits?: TimeLimits;
}): TablestoreClient {
  const { endpoint, instance, credentials, clock, after = afterTimeout } = options;
  const { tryMs, totalMs } = options.limits ?? CALLBACK_LIMITS;
  const agent = agents[new URL(endpoint).protocol as keyof typeof agents];
  const httpOptions = { timeout: tryMs, agent } as unknown as ConfigOptions['httpOptions'];

  function connect(): Client {
    const { accessKeyId, accessKeySecret, securityToken } = credentials();
    const token = securityToken ? { securityToken } : {};
    const config = { endpoint, instancename: instance, maxRetries: 0, httpOptions };
    return new Client({ ...config, accessKeyId, accessKeySecret, ...token } as ConfigOptions);
  }

  return {
    async call(operation) {
      const startedAt = clock();
      for (let tries = 1; ; tries++) {
        // A clock that goes back gives no more time than there was.
        const left = totalMs - Math.max(0, clock() - startedAt);
        try {
          return { ok: true, value: await within(Math.min(tryMs, left), after, () => operation(connect())) };
        } catch (error) {
          const pause = PAUSE_MS * tries;
          const more = totalMs - Math.max(0, clock() - startedAt) - pause >= SHORTEST_TRY_MS;
          if (!isPassing(error) || tries === TRIES || !more) return { ok: false, error, tries };
          await new Promise<void>((resolve) => void after(pause, resolve));
        }
      }
    },
  };
}
