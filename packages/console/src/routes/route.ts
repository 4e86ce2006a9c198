import type { JsonObject } from '@dinghub/core';
import { AdminError, type AdminErrorCode } from '../errors';
import { readBody } from '../request/body';
import type { Fields, ValuesOf } from '../request/fields';
import { readFields, readQuery } from '../request/read-fields';

/** The names in braces of a path template. */
type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamsOf<Rest>
  : never;

/** No fields. */
type None = Readonly<Record<never, never>>;

/** What a handler is called with: everything read and checked. */
export interface Call<Path extends string, Query extends Fields, Body extends Fields> {
  readonly params: Readonly<Record<ParamsOf<Path>, string>>;
  readonly query: ValuesOf<Query>;
  readonly body: ValuesOf<Body>;
  /** The whole body of a route that has a `document`; an empty object for others. */
  readonly document: JsonObject;
  readonly requestId: string;
}

/** What a handler answers. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the API, before its types are forgotten. */
interface RouteSpec<Path extends string, Query extends Fields, Body extends Fields> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A template, e.g. `/v1/events/{id}`. */
  readonly path: Path;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** What each name in the path is. */
  readonly params?: Readonly<Record<ParamsOf<Path>, string>>;
  readonly query?: Query;
  /** The fields of the body; a body may be left out when none is required. */
  readonly body?: Body;
  /** Instead of `body`: the JSON Schema of a body that core checks. */
  readonly document?: JsonObject;
  /** What is answered when all is well. Without a schema there is no body. */
  readonly answers: { readonly status: number; readonly description: string; readonly schema?: JsonObject };
  /** The errors that not every route has. */
  readonly errors?: readonly AdminErrorCode[];
  readonly handle: (call: Call<Path, Query, Body>) => Promise<Answer>;
}

/** One operation of the API: what the router serves and the OpenAPI document describes. */
export interface Route
  extends Pick<
    RouteSpec<string, Fields, Fields>,
    'method' | 'path' | 'operationId' | 'summary' | 'description' | 'document' | 'answers'
  > {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Fields;
  readonly body: Fields;
  readonly errors: readonly AdminErrorCode[];
  /** Reads and checks the request, and answers it. @throws AdminError and whatever core throws */
  readonly run: (request: {
    readonly params: Readonly<Record<string, string>>;
    readonly rawQuery: string;
    readonly body: Uint8Array | string;
    readonly requestId: string;
  }) => Promise<Answer>;
}

/** Makes a route of its description. */
export function route<const Path extends string, Query extends Fields = None, Body extends Fields = None>(
  spec: RouteSpec<Path, Query, Body>,
): Route {
  const { handle, params = {}, query = {} as Query, body = {} as Body, errors = [], ...rest } = spec;
  return {
    ...rest,
    params,
    query,
    body,
    errors,
    run: async (request) => {
      const read = readBody(request.body);
      if (read === undefined && spec.document !== undefined) {
        throw new AdminError('invalid_json', { message: 'The body is empty.' });
      }
      return handle({
        // The router takes them from the same template.
        params: request.params as Call<Path, Query, Body>['params'],
        query: readQuery(query, request.rawQuery),
        body: readFields(body, spec.document === undefined ? (read ?? {}) : {}),
        document: spec.document === undefined ? {} : (read ?? {}),
        requestId: request.requestId,
      });
    },
  };
}

/** An answer of 200. */
export function ok(body: object): Answer {
  return { status: 200, body };
}
