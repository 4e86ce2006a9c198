import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  createDingTalkSimulator,
  createPost,
  type DingTalkSimulator,
  type PushResult,
} from '@dinghub/simulator';
import type { Told } from '../dingtalk/told';
import { CliError, EXIT_USAGE } from '../failure';
import { readAppKeys } from './app-keys';
import { type RetryCause, retryNotice } from './push-texts';

/** Which hub to push at, and as which app. */
export interface Target {
  readonly url: string;
  readonly data: string;
  readonly app?: string;
}

/** What became of a push, with the hub's own error code where it gave one. */
export type ObservedResult = PushResult & { readonly code?: string };

/** A {@link DingTalkSimulator} that also tells why the hub refused. */
export interface ObservedSimulator extends DingTalkSimulator {
  checkUrl(): Promise<ObservedResult>;
  push(body: object): Promise<ObservedResult>;
}

/**
 * Plays DingTalk for as long as `use` runs.
 * @param options.retryDelaysMs how long to wait before each retry. @default as DingTalk does
 * @param options.onRetry told before each wait, in words, what went wrong and how long the wait is
 */
export async function withSimulator<T>(
  options: {
    readonly target: Target;
    readonly retryDelaysMs?: readonly number[] | undefined;
    readonly onRetry?: (notice: Told) => void;
  },
  use: (simulator: ObservedSimulator) => Promise<T>,
): Promise<T> {
  const { target, retryDelaysMs, onRetry } = options;
  const keys = readAppKeys(target);
  const url = callbackUrl(target.url, target.app);
  const post = createPost();
  // One for each push: pushes run side by side.
  const current = new AsyncLocalStorage<{ last?: Answer }>();

  const simulator = createDingTalkSimulator({
    url,
    keys,
    clock: Date.now,
    random: randomBytes,
    async post(...request) {
      const answer = await post(...request);
      const push = current.getStore();
      if (push) push.last = answer;
      return answer;
    },
    async sleep(ms) {
      onRetry?.(retryNotice(causeOf(current.getStore()?.last, url), ms));
      await sleep(ms);
    },
    ...(retryDelaysMs ? { retryDelaysMs } : {}),
  });
  const observed = (run: () => Promise<PushResult>) => {
    const push: { last?: Answer } = {};
    return current.run(push, async (): Promise<ObservedResult> => {
      const result = await run();
      const code = result.kind === 'failed' ? errorCodeOf(push.last) : undefined;
      return code === undefined ? result : { ...result, code };
    });
  };

  try {
    return await use({
      ...simulator,
      checkUrl: () => observed(simulator.checkUrl),
      push: (body) => observed(() => simulator.push(body)),
    });
  } finally {
    post.close();
  }
}

function causeOf(answer: Answer | undefined, url: string): RetryCause {
  if (answer?.kind !== 'answer')
    return answer?.reason === 'timeout' ? { kind: 'timeout' } : { kind: 'connection', origin: new URL(url).origin };
  if (answer.status === 200) return { kind: 'refused' };
  return { kind: 'refused', words: [answer.status, errorCodeOf(answer)].join(' ').trim() };
}

/** The `error.code` of the hub's answer. */
function errorCodeOf(answer: Answer | undefined): string | undefined {
  if (answer?.kind !== 'answer' || answer.status === 200) return undefined;
  try {
    const code = (JSON.parse(answer.body) as { error?: { code?: unknown } } | null)?.error?.code;
    return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** The callback URL of a hub: a URL without a path gets the path. */
function callbackUrl(text: string, app: string | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CliError(`--url must be an http or https URL, not "${text}".`, EXIT_USAGE);
  if (url.pathname === '/') url.pathname = `/v1/dingtalk${app === undefined ? '' : `/${encodeURIComponent(app)}`}`;
  return url.toString();
}
