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
import { callbackPath } from '../apps/callback-path';
import { isLoopbackHost } from '../dingtalk/origins';
import { detailsOf } from '../dingtalk/probe';
import { CliError, usageError } from '../failure';
import { both, type Told, tellHere } from '../told';
import { readAppKeys } from './app-keys';
import { type HubOfSimulator, hubUrlFrom } from './hub-url';
import { type RetryCause, retryNotice } from './push-texts';
import type { ObservedResult } from './verdict';

/** A {@link DingTalkSimulator} that also tells why the hub refused. */
export interface ObservedSimulator extends DingTalkSimulator {
  /** Where the hub is called. */
  readonly url: string;
  checkUrl(): Promise<ObservedResult>;
  push(body: object): Promise<ObservedResult>;
}

/**
 * Plays DingTalk for as long as `use` runs.
 * @param options.retryDelaysMs how long to wait before each retry. @default as DingTalk does
 * @param options.needsHub fails at once where nobody listens on this machine, unless a hub has answered before. @default false
 * @param options.onRetry told before each wait, in words, what went wrong and how long the wait is
 */
export async function withSimulator<T>(
  options: {
    readonly target: HubOfSimulator;
    readonly needsHub?: boolean;
    readonly retryDelaysMs?: readonly number[] | undefined;
    readonly onRetry?: (notice: Told) => void;
  },
  use: (simulator: ObservedSimulator) => Promise<T>,
): Promise<T> {
  const { target, needsHub, retryDelaysMs, onRetry } = options;
  const keys = readAppKeys(target);
  const url = callbackUrl(hubUrlFrom(target, process.env), target.app);
  let hasAnswered = false;
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
      hasAnswered ||= answer.kind === 'answer';
      return answer;
    },
    async sleep(ms) {
      const { last } = current.getStore() ?? {};
      if (needsHub && !hasAnswered && isRefusedHere(last, url))
        throw new CliError(tellHere(NOBODY(new URL(url).origin)));
      onRetry?.(retryNotice(causeOf(last, url), ms));
      await sleep(ms);
    },
    ...(retryDelaysMs ? { retryDelaysMs } : {}),
  });
  const observed = (run: () => Promise<PushResult>) => {
    const push: { last?: Answer } = {};
    return current.run(push, async (): Promise<ObservedResult> => {
      const result = await run();
      return result.kind === 'failed' ? { ...detailsOf(push.last), ...result } : result;
    });
  };

  try {
    return await use({
      ...simulator,
      url,
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
  return { kind: 'refused', words: [answer.status, detailsOf(answer).code].join(' ').trim() };
}

/** True where this machine itself said that nobody listens: there is no hub to wait for. */
function isRefusedHere(answer: Answer | undefined, url: string): boolean {
  return answer?.kind === 'no_answer' && answer.detail === 'ECONNREFUSED' && isLoopbackHost(new URL(url).hostname);
}

const NOBODY = (origin: string) =>
  both(
    `No hub answers at ${origin}. Start one with \`dinghub start\`, or name another with --url, or its folder with --data.`,
    `${origin} 没有 dinghub 在运行。请先运行 \`dinghub start\`，或用 --url 指定其他地址，或用 --data 指定其目录。`,
  );

/** The callback URL of a hub: a URL without a path gets the path. */
function callbackUrl(text: string, app: string | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw usageError(tellHere(NO_URL(text)));
  if (url.pathname === '/') url.pathname = callbackPath(app);
  return url.toString();
}

const NO_URL = (text: string) =>
  both(`--url must be an http or https URL, not "${text}".`, `--url 必须是 http 或 https URL，而不是“${text}”。`);
