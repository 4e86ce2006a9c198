import type { AccessTokens } from './access-tokens';
import { type ApiAnswer, newApiError, oapiError, ok } from './answers';
import type { AppState } from './app-state';
import { CORP_ACCESS_TOKEN, grantOf } from './corp-access-token';
import type { ApiRequest } from './endpoint';

/** Answers calls for tokens; undefined for calls of other APIs. */
export type TokenApi = (request: ApiRequest) => ApiAnswer | undefined;

/**
 * The four ways to a token: `gettoken` of the old API, `oauth2/accessToken` of the new one, the one for both kinds of
 * applications, which names the organisation, and the one of third-party applications, which wants their ticket too. All give the
 * same token for the same organisation; that of a third-party application that names none is for its own.
 * @param options.limits what to answer to an application that asks too often
 */
export function createTokenApi(options: {
  readonly states: ReadonlyMap<string, AppState>;
  readonly tokens: AccessTokens;
  readonly requestId: () => string;
  readonly limits: (appKey: string, path: string) => ApiAnswer | undefined;
}): TokenApi {
  const { tokens, requestId, limits } = options;
  const states = [...options.states.values()];
  const stateOf = (key: unknown, secret: unknown) =>
    states.find(({ app: { appKey, appSecret } }) => appKey === key && appSecret === secret);

  function getToken({ query, path }: ApiRequest): ApiAnswer {
    const key = query.get('appkey');
    if (key === null) return oapiError(40035, '缺少参数 corpid or appkey');
    const app = stateOf(key, query.get('appsecret'))?.app;
    if (!app) return oapiError(options.states.has(key) ? 40089 : 40096);
    return limits(app.appKey, path) ?? ok(issue(app.appKey, app.corpId, 'access_token', 'expires_in'));
  }

  function accessToken({ body, path }: ApiRequest): ApiAnswer {
    const app = stateOf(body?.appKey, body?.appSecret)?.app;
    if (!app) return newApiError(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret', requestId());
    const { appKey, corpId } = app;
    return limits(appKey, path) ?? { status: 200, body: issue(appKey, corpId, 'accessToken', 'expireIn') };
  }

  function corpToken({ body, path }: ApiRequest, corpId: string): ApiAnswer {
    // A third-party application may be asked for by any organisation.
    if (!states.some(({ app }) => app.corpId === corpId || app.suite))
      return newApiError(500, 'unknownError', '未知错误', requestId());
    if (body?.grant_type !== 'client_credentials')
      return newApiError(400, 'unsupported.grant.type', '不支持的grant_type', requestId());
    const state = stateOf(body.client_id, body.client_secret);
    if (!state?.organisations.has(corpId))
      return newApiError(400, 'invalid.client', '无效的client_id或者client_secret', requestId());
    const { appKey } = state.app;
    return limits(appKey, path) ?? { status: 200, body: issue(appKey, corpId, 'access_token', 'expires_in') };
  }

  function corpAccessToken(request: ApiRequest): ApiAnswer {
    const grant = grantOf(request, options);
    if (grant.kind === 'refused') return grant.answer;
    const { appKey } = grant.state.app;
    const answer = () => ({ status: 200, body: issue(appKey, grant.corpId, 'accessToken', 'expireIn') });
    return limits(appKey, request.path) ?? answer();
  }

  function issue(appKey: string, corpId: string, tokenName: string, timeName: string): object {
    const { token, expiresInS } = tokens.issue({ appKey, corpId });
    return { [tokenName]: token, [timeName]: expiresInS };
  }

  return (request) => {
    const { method, path } = request;
    if (path === '/gettoken') return method === 'GET' ? getToken(request) : oapiError(43001);
    const corpId = /^\/v1\.0\/oauth2\/([^/]+)\/token$/.exec(path)?.[1];
    if (path !== '/v1.0/oauth2/accessToken' && path !== CORP_ACCESS_TOKEN && corpId === undefined) return undefined;
    if (method !== 'POST') return newApiError(405, 'Method.NotAllowed', 'POST', requestId());
    if (corpId !== undefined) return corpToken(request, decodeURIComponent(corpId));
    return path === CORP_ACCESS_TOKEN ? corpAccessToken(request) : accessToken(request);
  };
}
