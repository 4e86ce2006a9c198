import type { JsonObject } from '../json';
import { isApiError } from './api-error';
import type { Origins } from './http-port';
import type { ApiAnswer } from './read-answer';
import type { ApiCall, ApiSender } from './send';
import type { AccessTokens } from './token/access-tokens';

/** A call without its access token. */
export interface AuthorisedCall extends Pick<ApiCall, 'method' | 'keepUnreadable'> {
  /** The path, which is its name too: `call_back/get_call_back`; `v1.0/…` is one of the newer APIs. */
  readonly api: string;
  readonly body?: JsonObject;
  /** Texts that no message may show, besides the token. */
  readonly secrets?: readonly string[];
}

/**
 * Calls an API with the app's token; once more with another token where DingTalk does not know this one.
 * @throws DingTalkApiError, StoreUnavailable, StoreRejected
 */
export type ApiCaller = (call: AuthorisedCall) => Promise<ApiAnswer>;

/** Creates a caller. The older APIs take the token as `?access_token=`, the newer ones as a header (open.dingtalk.com). */
export function createApiCaller(options: {
  readonly send: ApiSender;
  readonly tokens: AccessTokens;
  readonly origins: Origins;
}): ApiCaller {
  const { send, tokens, origins } = options;

  function withToken({ secrets = [], ...call }: AuthorisedCall, token: string): ApiCall {
    const isNew = call.api.startsWith('v1.0/');
    const url = new URL(`/${call.api}`, isNew ? origins.api : origins.oapi);
    if (!isNew) url.searchParams.set('access_token', token);
    return {
      ...call,
      url: url.toString(),
      secrets: [token, ...secrets],
      ...(isNew ? { headers: { 'x-acs-dingtalk-access-token': token } } : {}),
    };
  }

  return async (call) => {
    const token = await tokens.current();
    try {
      return await send(withToken(call, token));
    } catch (error) {
      if (!isApiError(error, 'token_invalid')) throw error;
      await tokens.forget(token);
      return send(withToken(call, await tokens.current()));
    }
  };
}
