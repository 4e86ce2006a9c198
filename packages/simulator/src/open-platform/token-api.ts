import type { AccessTokens } from './access-tokens';
import { type ApiAnswer, newApiError, oapiError, ok } from './answers';
import type { DingTalkApp } from './app';
import type { ApiRequest } from './endpoint';

/** Answers calls for tokens; undefined for calls of other APIs. */
export type TokenApi = (request: ApiRequest) => ApiAnswer | undefined;

/**
 * The three ways to a token: `gettoken` of the old API, `oauth2/accessToken` of the new one, and the one for both kinds of
 * applications, which names the organisation. All three give the same token.
 * @param options.limits what to answer to an application that asks too often
 */
export function createTokenApi(options: {
  readonly apps: readonly DingTalkApp[];
  readonly tokens: AccessTokens;
  readonly requestId: () => string;
  readonly limits: (appKey: string, path: string) => ApiAnswer | undefined;
}): TokenApi {
  const { apps, tokens, requestId, limits } = options;
  const appOf = (key: unknown, secret: unknown) =>
    apps.find(({ appKey, appSecret }) => appKey === key && appSecret === secret);

  function getToken({ query, path }: ApiRequest): ApiAnswer {
    const key = query.get('appkey');
    if (key === null) return oapiError(40035, '缺少参数 corpid or appkey');
    const app = appOf(key, query.get('appsecret'));
    if (!app) return oapiError(apps.some(({ appKey }) => appKey === key) ? 40089 : 40096);
    return limits(app.appKey, path) ?? ok(issue(app, 'access_token', 'expires_in'));
  }

  function accessToken({ body, path }: ApiRequest): ApiAnswer {
    const app = appOf(body?.appKey, body?.appSecret);
    if (!app) return newApiError(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret', requestId());
    return limits(app.appKey, path) ?? { status: 200, body: issue(app, 'accessToken', 'expireIn') };
  }

  function corpToken({ body, path }: ApiRequest, corpId: string): ApiAnswer {
    // A third-party application runs in every organisation that authorised it.
    if (!apps.some((app) => app.corpId === corpId || app.suite))
      return newApiError(500, 'unknownError', '未知错误', requestId());
    if (body?.grant_type !== 'client_credentials')
      return newApiError(400, 'unsupported.grant.type', '不支持的grant_type', requestId());
    const app = appOf(body.client_id, body.client_secret);
    if (!app || (app.corpId !== corpId && !app.suite))
      return newApiError(400, 'invalid.client', '无效的client_id或者client_secret', requestId());
    return limits(app.appKey, path) ?? { status: 200, body: issue(app, 'access_token', 'expires_in') };
  }

  function issue({ appKey }: DingTalkApp, tokenName: string, timeName: string): object {
    const { token, expiresInS } = tokens.issue(appKey);
    return { [tokenName]: token, [timeName]: expiresInS };
  }

  return (request) => {
    const { method, path } = request;
    if (path === '/gettoken') return method === 'GET' ? getToken(request) : oapiError(43001);
    const corpId = /^\/v1\.0\/oauth2\/([^/]+)\/token$/.exec(path)?.[1];
    if (path !== '/v1.0/oauth2/accessToken' && corpId === undefined) return undefined;
    if (method !== 'POST') return newApiError(405, 'Method.NotAllowed', 'POST', requestId());
    return corpId === undefined ? accessToken(request) : corpToken(request, decodeURIComponent(corpId));
  };
}
