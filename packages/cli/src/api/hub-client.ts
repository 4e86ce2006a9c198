import type { Clock, JsonObject } from '@dinghub/core';
import type { Language } from '../language';
import { version } from '../version';
import type { ApiRequest, Exchange, Send } from './exchange';
import { noAnswer, notDinghub, parseObject, refusal } from './failures';
import type { HubTarget } from './target';

/** What goes with a call; what is undefined in a query is left out. */
export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  /** A field that the answer has to hold: one that is JSON without it is no hub's. */
  readonly holds?: string;
}

/** A hub's admin API. */
export interface HubClient {
  readonly endpoint: string;
  /** @throws CliError, whose `reason` is the code of the hub's answer or why there was none */
  call(method: ApiRequest['method'], path: string, options?: CallOptions): Promise<JsonObject>;
  /** The hub's time, in epoch ms, from its latest answer; this machine's before that. To the second. */
  now(): number;
}

/** Creates a client. The token goes to the endpoint alone: redirects are not followed. */
export function createHubClient(options: {
  readonly target: HubTarget;
  readonly send: Send;
  readonly clock: Clock;
  readonly language: Language;
}): HubClient {
  const { target, send, clock, language } = options;
  const { endpoint, token } = target;
  let ahead = 0;

  return {
    endpoint,
    now: () => clock() + ahead,
    async call(method, path, { query = {}, body, holds } = {}) {
      const exchange = await send({
        method,
        url: `${endpoint}${path}${queryString(query)}`,
        headers: {
          accept: 'application/json',
          'user-agent': `dinghub-cli/${version}`,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (exchange.kind === 'none') throw noAnswer(exchange.code, target, method, language);
      const date = Date.parse(exchange.headers.date ?? '');
      if (!Number.isNaN(date)) ahead = date - Math.floor(clock() / 1000) * 1000;
      if (exchange.status === 204) return {};
      const answer = isGood(exchange) ? parseObject(exchange.text) : undefined;
      if (answer === undefined) throw refusal(exchange, target, language);
      if (holds !== undefined && answer[holds] === undefined) throw notDinghub(exchange.status, target, language);
      return answer;
    },
  };
}

function isGood({ status }: Extract<Exchange, { kind: 'answer' }>): boolean {
  return status >= 200 && status < 300;
}

function queryString(query: NonNullable<CallOptions['query']>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}
