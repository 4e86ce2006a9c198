import type { JsonObject } from '@dinghub/core';
import type { ApiOutcome, ApiRequest, HttpPort } from '../../src/dingtalk/index';

export const SECRETS = { appKey: 'dingkey', appSecret: 'the-app-secret' };

/** A DingTalk of one app, as far as these APIs go. */
export interface FakeDingTalk {
  readonly http: HttpPort;
  /** What was asked, in order, e.g. `call_back/get_call_back`, each with the time. */
  readonly calls: { readonly api: string; readonly at: number; readonly request: ApiRequest }[];
  /** Takes the place of the next answers: an outcome, a body, or what makes one. */
  readonly script: (Scripted | undefined)[];
  /** Tokens that are valid, and until when. */
  readonly tokens: Map<string, number>;
  lifetimeSeconds: number;
  registered: JsonObject | undefined;
  /** What could not be pushed, the oldest first. */
  failed: JsonObject[];
  /** The entries of the page given last: the next call deletes them. */
  given: JsonObject[];
  pageSize: number;
  /** The organisations that let the app in. */
  organisations: string[];
  /** A third-party app's records, each of the organisation in `corpid`, and which of them are confirmed. */
  records: JsonObject[];
  readonly confirmed: Set<string>;
}

export type Scripted = ApiOutcome | JsonObject | ((request: ApiRequest) => ApiOutcome | JsonObject | undefined);

export function answer(body: string | JsonObject, status = 200, headers = {}): ApiOutcome {
  return { kind: 'answer', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

const OK = { errcode: 0, errmsg: 'ok' };

export function createFakeDingTalk(clock: () => number): FakeDingTalk {
  let issued = 0;
  const corpOf = new Map<string, string>();
  const fake: FakeDingTalk = {
    calls: [],
    script: [],
    tokens: new Map(),
    lifetimeSeconds: 7200,
    registered: undefined,
    failed: [],
    given: [],
    pageSize: 200,
    organisations: ['dingcorp'],
    records: [],
    confirmed: new Set(),
    async http(request) {
      const url = new URL(request.url);
      const api = url.pathname.slice(1);
      fake.calls.push({ api, at: clock(), request });
      // As over a network: others get their turn before the answer is there.
      await Promise.resolve();
      const scripted = fake.script.shift();
      const given = typeof scripted === 'function' ? scripted(request) : scripted;
      const result = given ?? handle(api, url, bodyOf(request), request);
      return 'kind' in result ? (result as ApiOutcome) : answer(result as JsonObject);
    },
  };

  function issue(): string {
    const token = `token-${++issued}`;
    fake.tokens.set(token, clock() + fake.lifetimeSeconds * 1000);
    return token;
  }

  function handle(api: string, url: URL, body: JsonObject, request: ApiRequest): ApiOutcome | JsonObject {
    const expiry = fake.lifetimeSeconds;
    if (api === 'gettoken') {
      const ok =
        url.searchParams.get('appkey') === SECRETS.appKey && url.searchParams.get('appsecret') === SECRETS.appSecret;
      return ok
        ? { ...OK, access_token: issue(), expires_in: expiry }
        : { errcode: 40001, errmsg: 'invalid credential' };
    }
    if (api === 'v1.0/oauth2/accessToken') {
      return body.appSecret === SECRETS.appSecret
        ? { accessToken: issue(), expireIn: expiry }
        : answer({ code: 'invalidClientIdOrSecret', message: '无效的clientId或者clientSecret' }, 400);
    }
    const [, corpId] = /^v1\.0\/oauth2\/([^/]+)\/token$/.exec(api) ?? [];
    if (corpId !== undefined) {
      if (!fake.organisations.includes(corpId))
        return answer({ code: 'invalid.client', message: '无效的client_id' }, 400);
      const token = issue();
      corpOf.set(token, corpId);
      return { access_token: token, expires_in: expiry };
    }
    const token = url.searchParams.get('access_token') ?? request.headers['x-acs-dingtalk-access-token'] ?? '';
    if ((fake.tokens.get(token) ?? 0) <= clock()) return { errcode: 40014, errmsg: `不合法的access_token ${token}` };
    return withToken(api, body, corpOf.get(token));
  }

  function withToken(api: string, body: JsonObject, corpId: string | undefined): JsonObject {
    switch (api) {
      case 'call_back/register_call_back':
        if (fake.registered !== undefined) return { errcode: 71006, errmsg: '回调地址已经存在' };
        fake.registered = body;
        return OK;
      case 'call_back/update_call_back':
        if (fake.registered === undefined) return { errcode: 71007, errmsg: '回调地址已不存在' };
        fake.registered = body;
        return OK;
      case 'call_back/get_call_back':
        return fake.registered === undefined
          ? { errcode: '71007', errmsg: '回调地址已不存在' }
          : { ...OK, ...fake.registered };
      case 'call_back/delete_call_back':
        if (fake.registered === undefined) return { errcode: 71007, errmsg: '回调地址已不存在' };
        fake.registered = undefined;
        return OK;
      case 'call_back/get_call_back_failed_result':
        fake.failed = fake.failed.filter((entry) => !fake.given.includes(entry));
        fake.given = fake.failed.slice(0, fake.pageSize);
        return { ...OK, has_more: fake.failed.length > fake.pageSize, failed_list: fake.given };
      case 'topapi/callback/failrecord/list':
        return listRecords(body.req as JsonObject, corpId);
      case 'topapi/callback/failrecord/confirm': {
        const ids = String(body.id_list).split(',');
        for (const id of ids) fake.confirmed.add(id);
        return { ...OK, confirm_list: ids.map(Number) };
      }
      default:
        return { errcode: 404, errmsg: api };
    }
  }

  function listRecords(
    { tags, cursor = 0, page_size: size, status }: JsonObject,
    corpId: string | undefined,
  ): JsonObject {
    if (!Array.isArray(tags)) return { errcode: 40035, errmsg: '不合法的参数' };
    const open = fake.records.filter(
      ({ id, corpid, call_back_tag: tag }) =>
        Number(id) > Number(cursor) &&
        (status !== 1 || !fake.confirmed.has(String(id))) &&
        corpid === corpId &&
        tags.includes(String(tag)),
    );
    return { ...OK, has_more: open.length > Number(size), failed_list: open.slice(0, Number(size)) };
  }

  return fake;
}

function bodyOf(request: ApiRequest): JsonObject {
  return request.body === undefined ? {} : (JSON.parse(request.body) as JsonObject);
}
