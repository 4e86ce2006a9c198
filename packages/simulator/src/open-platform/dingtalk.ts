import type { Clock, JsonObject, Random } from '@dinghub/core';
import { createSend } from '../attempt';
import type { Post } from '../post';
import { DEADLINE_MS, RETRY_DELAYS_MS } from '../push';
import { createAccessTokens, TOKEN_LIFETIME_MS } from './access-tokens';
import { newApiError, oapiError } from './answers';
import { type Api, createApi } from './api';
import type { DingTalkApp } from './app';
import { type AppState, createAppState } from './app-state';
import { createCallbackEndpoints } from './callback-endpoints';
import { createEventPush, type EventOutcome } from './event-push';
import { failRecordEndpoints } from './fail-record-endpoints';
import type { FailedListShape } from './failed-entry';
import type { FailedListDeletes } from './failed-list';
import { createFailedListEndpoint } from './failed-list-endpoint';
import type { Failure } from './failures';
import { type PushRecord, watched } from './push-watch';
import { createQpsLimit, QPS_LIMIT } from './request-limits';
import { createSuiteConsole, type SuiteConsole } from './suite-console';
import { createTokenApi } from './token-api';

/** How DingTalk behaves. */
export interface DingTalkOptions {
  readonly apps: readonly DingTalkApp[];
  readonly clock: Clock;
  readonly random: Random;
  /** Waits between attempts; tests drive it. */
  readonly sleep: (ms: number) => Promise<void>;
  /** How long it waits for an answer. @default 2500 */
  readonly deadlineMs?: number;
  /** @default 10 s and 30 s */
  readonly retryDelaysMs?: readonly number[];
  /** @default two hours */
  readonly tokenLifetimeMs?: number;
  /** Calls a second for each application and API. @default 20 */
  readonly qpsLimit?: number;
  /** When the failed list forgets what it returned. @default 'next_call' */
  readonly failedListDeletes?: FailedListDeletes;
  /** @default 'nested' */
  readonly failedListShape?: FailedListShape;
  /** How long after its last retry an event appears in the failed list; at DingTalk 3 to 5 minutes. @default 0 */
  readonly failedListDelayMs?: number;
  /** Told of each request to a callback URL, once its answer is there. */
  readonly onPush?: (push: PushRecord) => void;
}

/** What can be seen of an application. */
export interface AppStatus {
  readonly appKey: string;
  readonly corpId: string;
  /** What is registered, without its secrets. */
  readonly callback?: { readonly url: string; readonly tags: readonly string[] };
  /** Who has authorised it; only of a third-party application. */
  readonly organisations?: readonly string[];
  /** How many events the failed list still holds; of a third-party application, how many failed records are not confirmed. */
  readonly waiting: number;
}

/** DingTalk's open platform, without a server. */
export interface DingTalk {
  apps(): readonly AppStatus[];
  /** Pushes an event to the registered callback; done when it is taken or given up. @throws for an application that there is not */
  push(appKey: string, event: JsonObject): Promise<EventOutcome>;
  /** What is sent to a third-party application; undefined for all others. */
  suite(appKey: string): SuiteConsole | undefined;
  /** What could not be pushed in the last seven days; undefined for an application that there is not. */
  failures(appKey: string): readonly Failure[] | undefined;
}

/** Creates an open platform. */
export function createDingTalk(options: DingTalkOptions & { readonly post: Post }): DingTalk & { readonly api: Api } {
  const { apps, clock, random, deadlineMs = DEADLINE_MS, retryDelaysMs = RETRY_DELAYS_MS } = options;
  const { failedListDeletes: deletes = 'next_call', failedListDelayMs: delayMs = 0 } = options;
  const states = new Map(apps.map((app) => [app.appKey, createAppState(app, { clock, deletes, delayMs })]));
  const send = options.onPush ? watched(createSend(options), clock, options.onPush) : createSend(options);
  const pushing = { ...options, deadlineMs, retryDelaysMs, send };
  const pushEvent = createEventPush(pushing);
  const suites = new Map<string, SuiteConsole>();
  for (const state of states.values()) {
    const { appKey, suite } = state.app;
    if (suite) suites.set(appKey, createSuiteConsole({ ...pushing, state, suite }));
  }

  const tokens = createAccessTokens({ clock, random, lifetimeMs: options.tokenLifetimeMs ?? TOKEN_LIFETIME_MS });
  const requestId = () => Buffer.from(random(8)).toString('hex');
  const isTooOften = createQpsLimit(options.qpsLimit ?? QPS_LIMIT, clock);
  const limits = (appKey: string, path: string) => {
    if (!isTooOften(appKey, path)) return undefined;
    const code = 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi';
    return path.startsWith('/v1.0/') ? newApiError(403, code, '请求过于频繁', requestId()) : oapiError(90018);
  };
  const api = createApi({
    states,
    tokens,
    tokenApi: createTokenApi({ states, tokens, requestId, limits }),
    endpoints: {
      ...createCallbackEndpoints(pushing),
      ...createFailedListEndpoint(options.failedListShape ?? 'nested'),
      ...failRecordEndpoints,
    },
    requestId,
    limits,
  });

  return {
    api,
    apps: () =>
      [...states.values()].map(({ app: { appKey, corpId, suite }, callback, organisations, ...kept }) => ({
        appKey,
        corpId,
        ...(callback && { callback: { url: callback.url, tags: callback.tags } }),
        ...(suite && { organisations: [...organisations] }),
        waiting: suite ? unconfirmed(kept) : kept.failedList.waiting().length,
      })),
    async push(appKey, event) {
      const state = states.get(appKey);
      if (!state) throw new Error(`There is no application ${appKey}.`);
      return pushEvent(state, event);
    },
    suite: (appKey) => suites.get(appKey),
    failures: (appKey) => states.get(appKey)?.failures.list(),
  };
}

function unconfirmed({ failures, confirmed }: Pick<AppState, 'failures' | 'confirmed'>): number {
  return failures.list().filter(({ id }) => !confirmed.has(id)).length;
}
