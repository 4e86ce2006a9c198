import type { ApiAnswer } from './answers';
import { newApiError } from './answers';
import type { AppState } from './app-state';
import type { ApiRequest } from './endpoint';

/** Where a third-party application gets the token of an organisation. */
export const CORP_ACCESS_TOKEN = '/v1.0/oauth2/corpAccessToken';

/** An organisation that a third-party application may have a token for, or what is answered in place of one. */
export type Grant =
  | { readonly kind: 'granted'; readonly state: AppState; readonly corpId: string }
  | { readonly kind: 'refused'; readonly answer: ApiAnswer };

/**
 * Whose token a `{suiteKey, suiteSecret, authCorpId, suiteTicket}` is for. No page lists what DingTalk answers to one that is
 * wrong: a wrong key or secret gets what the API beside it gives, a wrong ticket the words of the older get_corp_token (853005);
 * the other codes are the simulator's own.
 */
export function grantOf(
  { body }: ApiRequest,
  options: { readonly states: ReadonlyMap<string, AppState>; readonly requestId: () => string },
): Grant {
  const { suiteKey, suiteSecret, authCorpId, suiteTicket } = body ?? {};
  const refused = (code: string, message: string): Grant => ({
    kind: 'refused',
    answer: newApiError(400, code, message, options.requestId()),
  });
  const state = typeof suiteKey === 'string' ? options.states.get(suiteKey) : undefined;
  if (!state?.app.suite || state.app.appSecret !== suiteSecret)
    return refused('invalidClientIdOrSecret', '无效的clientId或者clientSecret');
  if (!state.tickets.isTaken(suiteTicket)) return refused('invalidSuiteTicket', '签名中套件ticket参数无效');
  if (typeof authCorpId !== 'string' || !state.organisations.has(authCorpId))
    return refused('invalidAuthCorpId', '企业未授权该应用');
  return { kind: 'granted', state, corpId: authCorpId };
}
