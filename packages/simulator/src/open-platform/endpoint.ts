import type { JsonObject } from '@dinghub/core';
import type { ApiAnswer } from './answers';
import type { AppState } from './app-state';

/** A call to the open platform. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined when there is none, or none that is a JSON object. */
  readonly body: JsonObject | undefined;
}

/** What an API is called with. */
export interface EndpointCall {
  readonly body: JsonObject | undefined;
  /** The organisation that the token is for. */
  readonly corpId: string;
}

/** An API that wants an access token in the query. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  handle(state: AppState, call: EndpointCall): ApiAnswer | Promise<ApiAnswer>;
}

/** APIs by their path. */
export type Endpoints = Readonly<Record<string, Endpoint>>;
