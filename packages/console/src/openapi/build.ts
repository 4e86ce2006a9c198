import type { JsonObject } from '@dinghub/core';
import { type AdminErrorCode, statusOf } from '../errors';
import type { Field, Fields } from '../request/fields';
import type { Route } from '../routes/route';
import { ref, SCHEMAS } from './schemas';

/** The errors that every route has. */
const COMMON_ERRORS: readonly AdminErrorCode[] = [
  'invalid_json',
  'invalid_request',
  'admin_disabled',
  'unauthorized',
  'body_too_large',
  'internal_error',
  'store_unavailable',
];

const DESCRIPTION = [
  'Times are answered as ISO 8601 with milliseconds. Listings answer `items` and, while there may be more, a `cursor` for the next',
  'call. Query parameters and fields that are not named here are refused. Every call needs the admin token.',
].join(' ');

/** The OpenAPI 3.1 document of a table of routes. */
export function buildOpenApi(routes: readonly Route[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'dinghub admin API',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ adminToken: [] }],
    paths,
    components: { schemas: SCHEMAS, securitySchemes: { adminToken: { type: 'http', scheme: 'bearer' } } },
  };
}

function operationOf(route: Route): JsonObject {
  const { operationId, summary, description, path, answers } = route;
  const parameters = [...pathParameters(route), ...queryParameters(route.query)];
  const requestBody = requestBodyOf(route);
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [path.split('/')[2] ?? ''],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: {
      [answers.status]: {
        description: answers.description,
        ...(answers.schema === undefined ? {} : { content: json(answers.schema) }),
      },
      ...errorResponses([...COMMON_ERRORS, ...route.errors]),
    },
  };
}

function pathParameters({ params }: Route): readonly JsonObject[] {
  return Object.entries(params).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: Fields): readonly JsonObject[] {
  return Object.entries(query).map(([name, { description, required, schema }]) => ({
    name,
    in: 'query',
    required,
    description,
    schema,
  }));
}

function requestBodyOf({ document, body }: Route): JsonObject | undefined {
  if (document !== undefined) return { required: true, content: json(document) };
  const fields = Object.entries(body);
  if (fields.length === 0) return undefined;
  const required = fields.flatMap(([name, field]) => (field.required ? [name] : []));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
  return { required: required.length > 0, content: json(schema) };
}

function schemaOf({ schema, description }: Field<unknown>): JsonObject {
  return { ...schema, description };
}

function errorResponses(codes: readonly AdminErrorCode[]): JsonObject {
  const responses: Record<string, JsonObject> = {};
  for (const status of new Set(codes.map(statusOf))) {
    const names = codes.filter((code) => statusOf(code) === status).map((code) => `\`${code}\``);
    responses[status] = { description: `Refused: ${names.join(', ')}.`, content: json(ref('Error')) };
  }
  return responses;
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}
