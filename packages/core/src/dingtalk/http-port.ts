import type { HttpFailureCode } from '../delivery/http-sender';

/**
 * A call to DingTalk's servers. The URL and the body carry access tokens and secrets: none of it goes into a log, an error or a
 * trace.
 */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What became of a call. */
export type ApiOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** The whole of it. An answer cut short must be `failed` with `E_RESPONSE`: it may be a page that can be read only once. */
      readonly body: string;
    }
  | {
      readonly kind: 'failed';
      readonly code: HttpFailureCode;
      /** For people; holds no URL, no header and no body. */
      readonly message: string;
      /** True when nothing of the call can have reached DingTalk: there was no connection. */
      readonly isUnsent?: boolean;
    };

/**
 * The network port towards DingTalk: sends one request, once, follows no redirect, gives up after some 10 s, and takes answers of
 * up to 8 MiB (a page of 200 failed approvals has some 200 KB). Never rejects.
 */
export type HttpPort = (request: ApiRequest) => Promise<ApiOutcome>;

/** Where DingTalk's servers are; a simulator is elsewhere. */
export interface Origins {
  /** The older APIs: `call_back/…`, `topapi/…`, `gettoken`. @default https://oapi.dingtalk.com */
  readonly oapi: string;
  /** The newer APIs: `v1.0/…`. @default https://api.dingtalk.com */
  readonly api: string;
}

/** DingTalk's own servers. */
export const DINGTALK_ORIGINS: Origins = { oapi: 'https://oapi.dingtalk.com', api: 'https://api.dingtalk.com' };

/** DingTalk's own origins, or one that stands for both. */
export function originsAt(endpoint: string | undefined): Origins {
  return endpoint === undefined ? DINGTALK_ORIGINS : { oapi: endpoint, api: endpoint };
}
