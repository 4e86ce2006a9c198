import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  createDingTalkSimulator,
  createPost,
  DEADLINE_MS,
  type DingTalkSimulator,
  type PushResult,
} from '@dinghub/simulator';
import { CliError, EXIT_USAGE } from '../failure';
import { readAppKeys } from './app-keys';

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

/** What makes DingTalk refuse a URL, in words. */
const REASONS: Readonly<Record<string, string>> = {
  timeout: `no answer within ${DEADLINE_MS / 1000} s`,
  connection: 'no connection: is the hub running, and is --url right?',
  status: 'the HTTP status was not 200',
  not_json: 'the answer was not JSON',
  wrong_keys: 'the answer’s keys are not msg_signature, timeStamp, nonce, encrypt',
  wrong_time_stamp: 'timeStamp is not a text of 13 digits',
  wrong_signature: 'the answer’s signature is wrong',
  not_success: 'the answer does not open to success',
};

/** Why a push failed, in words; empty for one that did not. */
export function explain(result: ObservedResult): string {
  if (result.kind === 'delivered') return '';
  const status = result.status === undefined ? '' : ` (HTTP ${[result.status, result.code].join(' ').trim()})`;
  return `${REASONS[result.reason] ?? result.reason}${status}`;
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
    readonly onRetry?: (notice: string) => void;
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
      onRetry?.(`${noticeOf(current.getStore()?.last, url)}, trying again in ${ms / 1000} s`);
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

function noticeOf(answer: Answer | undefined, url: string): string {
  if (answer?.kind !== 'answer')
    return answer?.reason === 'timeout' ? 'no answer in time' : `no connection to ${new URL(url).origin}`;
  if (answer.status === 200) return 'refused (the answer is not what DingTalk expects)';
  return `refused (${[answer.status, errorCodeOf(answer)].join(' ').trim()})`;
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
