import type { JsonObject } from '../json';
import type { Logger } from '../logging';
import { type Random, SECOND_MS } from '../time';
import { type ApiFailure, DingTalkApiError, isApiError } from './api-error';
import type { ApiRequest, HttpPort } from './http-port';
import type { BanGate } from './ip-ban';
import type { Pacer } from './pacing';
import { type ApiAnswer, type Reading, readAnswer } from './read-answer';
import type { Sleep } from './sleep';

/** A call as it goes out, its access token included. */
export interface ApiCall extends Reading {
  readonly method: ApiRequest['method'];
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/**
 * Sends a call: paced, and again where DingTalk says that it was too fast or too busy to do it. What has no answer is not sent
 * again: it may have been done.
 * @throws DingTalkApiError
 */
export type ApiSender = (call: ApiCall) => Promise<ApiAnswer>;

/** At most so many times altogether. */
const TRIES = 4;

/**
 * Creates a sender for one app.
 * @param options.ban one for all senders of a process
 * @param options.patienceMs a call waits for so long altogether, then its error is thrown; 6 min outlast an IP ban. @default 10 s
 */
export function createApiSender(options: {
  readonly http: HttpPort;
  readonly pacer: Pacer;
  readonly ban: BanGate;
  readonly sleep: Sleep;
  readonly random: Random;
  readonly logger: Logger;
  readonly patienceMs?: number;
}): ApiSender {
  const { http, pacer, ban, sleep, random, logger, patienceMs = 10 * SECOND_MS } = options;

  async function once(call: ApiCall): Promise<ApiAnswer> {
    if (ban.waitMs() > 0) throw ban.refusal(call.api);
    await pacer.take();
    try {
      return readAnswer(await http(requestOf(call)), call);
    } catch (error) {
      if (isApiError(error, 'ip_banned')) ban.close(error.failure.retryAfterMs ?? 0);
      throw error;
    }
  }

  return async (call) => {
    let waitedMs = 0;
    for (let tries = 1; ; tries++) {
      try {
        return await once(call);
      } catch (error) {
        if (!(error instanceof DingTalkApiError)) throw error;
        const waitMs = isGivenOnce(call, error.failure) ? undefined : delayOf(error.failure, tries, random);
        const isOver = waitMs === undefined || tries >= TRIES || waitedMs + waitMs > patienceMs;
        const { api, errcode, status } = error.failure;
        logger.warn(isOver ? 'dingtalk_call_failed' : 'dingtalk_backs_off', { api, errcode, status, tries, waitMs });
        if (isOver) throw error;
        waitedMs += waitMs;
        await sleep(waitMs);
      }
    }
  };
}

/** True where the answer that did not arrive may hold what can be had only once: to ask again would delete it. */
function isGivenOnce({ keepUnreadable }: ApiCall, { mayHaveHappened }: ApiFailure): boolean {
  return keepUnreadable === true && mayHaveHappened === true;
}

/** How long to wait before the same call may succeed; undefined when waiting does not help. */
function delayOf({ kind, retryAfterMs = 0 }: ApiFailure, tries: number, random: Random): number | undefined {
  if (kind === 'ip_banned') return retryAfterMs;
  if (kind !== 'rate_limited' && kind !== 'busy') return undefined;
  // The limits are per second (page on call limits): one, two, four of them, and up to half as much again, so that many
  // instances do not come back at once.
  const jitter = 1 + (random(1)[0] ?? 0) / 512;
  return Math.max(retryAfterMs, Math.round(SECOND_MS * 2 ** (tries - 1) * jitter));
}

function requestOf({ method, url, headers, body }: ApiCall): ApiRequest {
  const json = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  return {
    method,
    url,
    headers: { accept: 'application/json', ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
