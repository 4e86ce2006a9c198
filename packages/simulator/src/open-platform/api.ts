import type { AccessTokens } from './access-tokens';
import { type ApiAnswer, newApiError, oapiError, topapiError } from './answers';
import type { AppState } from './app-state';
import type { ApiRequest, Endpoints } from './endpoint';
import type { TokenApi } from './token-api';

/** Answers every call, also those of APIs that there are not. */
export type Api = (request: ApiRequest) => Promise<ApiAnswer>;

/**
 * Creates what looks at token, method and limits before an API is asked.
 * @param options.limits what to answer to an application that asks too often
 */
export function createApi(options: {
  readonly states: ReadonlyMap<string, AppState>;
  readonly tokens: AccessTokens;
  readonly tokenApi: TokenApi;
  readonly endpoints: Endpoints;
  readonly requestId: () => string;
  readonly limits: (appKey: string, path: string) => ApiAnswer | undefined;
}): Api {
  const { states, tokens, tokenApi, endpoints, requestId, limits } = options;

  /** Errors of the gateway: bare before `call_back/`, wrapped before `topapi/`. */
  const gatewayError = (path: string, code: number) =>
    path.startsWith('/topapi/') ? topapiError(code, requestId()) : oapiError(code);

  return async (request) => {
    const { method, path, query, body } = request;
    const token = tokenApi(request);
    if (token) return token;
    const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
    if (!endpoint)
      return path.startsWith('/v1.0/')
        ? newApiError(
            404,
            'InvalidAction.NotFound',
            'Specified api is not found, please check your url and method.',
            requestId(),
          )
        : oapiError(404);
    if (method !== endpoint.method) return oapiError(endpoint.method === 'GET' ? 43001 : 43002);
    const check = tokens.check(query.get('access_token') ?? '');
    if (check.kind !== 'valid') return gatewayError(path, check.kind === 'expired' ? 42001 : 40014);
    const { appKey, corpId } = check;
    const state = states.get(appKey);
    // Where an organisation took its authorisation back, its token is worth nothing.
    if (!state?.organisations.has(corpId)) return gatewayError(path, 40014);
    return limits(appKey, path) ?? endpoint.handle(state, { body, corpId });
  };
}
