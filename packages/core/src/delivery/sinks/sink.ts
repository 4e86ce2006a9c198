import type { HubEvent } from '../../events/event';
import type { AttemptCode } from '../../storage/delivery';
import type { SigningSecret, Sink as SinkOptions } from '../../storage/subscription';
import type { Clock, Random } from '../../time';
import type { HttpOutcome, HttpRequest } from '../http-sender';

/** What an attempt is made with. */
export interface AttemptContext {
  readonly event: HubEvent;
  readonly subscriptionId: string;
  /** The keys that sign, the newest first. */
  readonly secrets: readonly SigningSecret[];
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** What an answer means. */
export type Verdict =
  | { readonly kind: 'delivered' }
  /** `gone`: the receiver wants nothing more (410). */
  | { readonly kind: 'failed' | 'gone'; readonly code: AttemptCode; readonly message: string };

/** One kind of receiver: how it is asked, and what its answers mean. Pure. */
export interface Sink<Options extends SinkOptions> {
  request(
    options: Options,
    context: AttemptContext,
    effects: { readonly clock: Clock; readonly random: Random },
  ): HttpRequest;
  judge(options: Options, outcome: HttpOutcome): Verdict;
}

/** The headers that every sink sends; those of the subscription cannot replace them. */
export function baseHeaders(options: SinkOptions, { subscriptionId, attempt }: AttemptContext, contentType: string) {
  const own = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    ...Object.fromEntries(own),
    'content-type': contentType,
    'user-agent': 'dinghub',
    'dinghub-subscription': subscriptionId,
    'dinghub-attempt': String(attempt),
  };
}

/** What an answer's status means: 2xx alone is success. */
export function judgeStatus(outcome: HttpOutcome): Verdict {
  if (outcome.kind === 'failed') return { kind: 'failed', code: outcome.code, message: outcome.message };
  const { status } = outcome;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const redirect = status >= 300 && status < 400 ? ' Redirects are not followed: give the final URL.' : '';
  return {
    kind: status === 410 ? 'gone' : 'failed',
    code: 'E_HTTP',
    message: `The answer was HTTP ${status}.${redirect}`,
  };
}
