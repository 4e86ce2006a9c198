import type { JsonValue } from '../../json';
import { scalarText } from '../../scalar-text';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../time';
import { DingTalkApiError, isApiError } from '../api-error';
import { ADVICE } from '../error-catalog';
import type { Origins } from '../http-port';
import type { ApiAnswer } from '../read-answer';
import type { ApiCall, ApiSender } from '../send';

/** What an app calls DingTalk with. DingTalk calls them Client ID and Client Secret too. */
export interface AppSecrets {
  readonly appKey: string;
  readonly appSecret: string;
}

/** A token as DingTalk gave it. */
export interface FetchedToken {
  readonly token: string;
  readonly lifetimeMs: number;
}

/** What tokens are fetched with. */
export interface TokenApiOptions extends AppSecrets {
  readonly send: ApiSender;
  readonly origins: Origins;
}

/** Two hours, says every page about tokens. */
const LIFETIME_MS = 2 * HOUR_MS;

/**
 * The old API: `GET /gettoken?appkey=&appsecret=` → `{errcode, access_token, expires_in}`. What `call_back/…` is called with.
 * @throws DingTalkApiError
 */
export function fetchOldToken({ send, origins, appKey, appSecret }: TokenApiOptions): Promise<FetchedToken> {
  const url = new URL('/gettoken', origins.oapi);
  url.searchParams.set('appkey', appKey);
  url.searchParams.set('appsecret', appSecret);
  return read(send, { api: 'gettoken', method: 'GET', url: url.toString(), secrets: [appSecret] }, 'access_token');
}

/**
 * The new API: `POST /v1.0/oauth2/accessToken {appKey, appSecret}` → `{accessToken, expireIn}`.
 * @throws DingTalkApiError
 */
export function fetchNewToken({ send, origins, appKey, appSecret }: TokenApiOptions): Promise<FetchedToken> {
  const url = new URL('/v1.0/oauth2/accessToken', origins.api).toString();
  const body = { appKey, appSecret };
  return read(send, { api: 'oauth2/accessToken', method: 'POST', url, body, secrets: [appSecret] }, 'accessToken');
}

/**
 * The unified API, for internal and third-party apps: `POST /v1.0/oauth2/{corpId}/token {client_id, client_secret, grant_type}` →
 * `{access_token, expires_in}` (open.dingtalk.com, api-gettoken).
 * @param options.corpId the organisation that the app runs in: one's own, or the one that has installed it
 * @throws DingTalkApiError
 */
export function fetchCorpToken(options: TokenApiOptions & { readonly corpId: string }): Promise<FetchedToken> {
  const { send, origins, appKey, appSecret, corpId } = options;
  const url = new URL(`/v1.0/oauth2/${encodeURIComponent(corpId)}/token`, origins.api).toString();
  const body = { client_id: appKey, client_secret: appSecret, grant_type: 'client_credentials' };
  const call = { api: 'oauth2/{corpId}/token', method: 'POST', url, body, secrets: [appSecret] } as const;
  return read(send, call, 'access_token');
}

async function read(send: ApiSender, call: ApiCall, field: string): Promise<FetchedToken> {
  const { value } = await send(call).catch(asTokenError);
  const token = value?.[field];
  if (typeof token !== 'string' || token === '') {
    throw new DingTalkApiError({ kind: 'bad_answer', api: call.api, errcode: 'no_token', advice: ADVICE.badAnswer });
  }
  return { token, lifetimeMs: lifetimeOf(value?.expires_in ?? value?.expireIn) };
}

/**
 * Asked for a token, DingTalk means the secrets by what elsewhere means the token (40001: “secret wrong, or token invalid”). And
 * nothing is lost with a token that does not arrive.
 */
function asTokenError(error: unknown): Promise<ApiAnswer> {
  if (!isApiError(error)) throw error;
  const { mayHaveHappened: _, ...failure } = error.failure;
  if (error.kind !== 'token_invalid') throw new DingTalkApiError(failure);
  throw new DingTalkApiError({ ...failure, kind: 'bad_credentials', advice: ADVICE.badCredentials });
}

function lifetimeOf(seconds: JsonValue | undefined): number {
  const ms = Number(scalarText(seconds)) * SECOND_MS;
  return ms > 0 && ms <= DAY_MS ? ms : LIFETIME_MS;
}
