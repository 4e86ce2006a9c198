import { isJsonObject, type JsonObject, type JsonValue } from '@dinghub/core';
import { parseSubscription } from '@dinghub/core/dispatch';
import { problemsOf, resolve } from '../conform';
import { CALLBACK, createHub, TOKEN, WEBHOOK } from '../hub';

const METHODS = ['get', 'post', 'put', 'delete'];

async function documentOf(): Promise<JsonObject> {
  return (await createHub().call('GET', '/v1/openapi.json')).body;
}

const operationsOf = (document: JsonObject) =>
  Object.entries(document.paths as Record<string, Record<string, JsonObject>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

/** Every object in the document, with its place. */
function* objectsIn(value: JsonValue, at = '#'): Generator<readonly [string, JsonObject]> {
  if (Array.isArray(value)) for (const [i, one] of value.entries()) yield* objectsIn(one, `${at}/${i}`);
  if (!isJsonObject(value)) return;
  yield [at, value];
  for (const [name, one] of Object.entries(value)) yield* objectsIn(one, `${at}/${name}`);
}

it('needs the token like everything else', async () => {
  expect((await createHub().call('GET', '/v1/openapi.json', { headers: {} })).status).toBe(401);
});

it('is an OpenAPI 3.1 document', async () => {
  const document = await documentOf();
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: expect.any(String), version: expect.any(String) },
    security: [{ adminToken: [] }],
    components: { securitySchemes: { adminToken: { type: 'http', scheme: 'bearer' } } },
  });
  const operations = operationsOf(document);
  expect(operations).toHaveLength(22);
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  for (const { path, method, operation } of operations) {
    expect(path).toMatch(/^\/v1\/[a-z{}A-Z/.-]+$/);
    expect(METHODS).toContain(method);
    expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.stringMatching(/^[a-z.]+$/)] });
    const parameters = (operation.parameters ?? []) as readonly JsonObject[];
    for (const parameter of parameters) {
      expect(parameter).toMatchObject({
        description: expect.any(String),
        required: parameter.in === 'path',
        schema: {},
      });
    }
    const names = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(names).size).toBe(names.length);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`);
    expect(names.filter((name) => name.startsWith('path '))).toEqual(inPath);
    const responses = Object.entries(operation.responses as Record<string, JsonObject>);
    expect(responses.filter(([status]) => status.startsWith('2'))).toHaveLength(1);
    for (const [status, response] of responses) {
      expect(status).toMatch(/^[245]\d\d$/);
      expect(response.description).toEqual(expect.any(String));
      expect(response.content === undefined).toBe(status === '204');
    }
    if (method === 'get' || method === 'delete') expect(operation.requestBody).toBeUndefined();
  }
});

it('has no reference to nothing, and no schema that nobody refers to', async () => {
  const document = await documentOf();
  const references = [...objectsIn(document)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
  for (const reference of references) expect(resolve(document, reference)).toBeInstanceOf(Object);
  const named = Object.keys((document.components as JsonObject).schemas as JsonObject);
  expect(named.filter((name) => !references.includes(`#/components/schemas/${name}`))).toEqual([]);
});

it('requires only fields that it describes', async () => {
  const document = await documentOf();
  for (const [at, { properties, required, type }] of objectsIn(document)) {
    if (type !== 'object' || !Array.isArray(required)) continue;
    expect([
      at,
      required.filter((name) => !isJsonObject(properties) || !Object.hasOwn(properties, String(name))),
    ]).toEqual([at, []]);
  }
});

it('every route in it answers', async () => {
  const hub = createHub();
  await hub.register({ id: 'x' });
  for (const { path, method } of operationsOf(await documentOf())) {
    const answer = await hub.call(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'));
    expect([path, method, answer.text.includes('nothing at this path'), answer.status === 405]).toEqual([
      path,
      method,
      false,
      false,
    ]);
    expect(answer.status).toBeLessThan(500);
  }
});

it('every method that a path serves is in it, and no other is served', async () => {
  const { admin } = createHub();
  const document = await documentOf();
  for (const [path, item] of Object.entries(document.paths as Record<string, JsonObject>)) {
    const request = {
      path: path.replace(/\{\w+\}/g, 'x'),
      rawQuery: '',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: '',
      requestId: '',
    };
    const { status, headers } = await admin({ ...request, method: 'PATCH' });
    expect([status, headers.allow?.toLowerCase().split(', ')]).toEqual([405, Object.keys(item)]);
    for (const method of METHODS.filter((one) => item[one] === undefined)) {
      expect((await admin({ ...request, method: method.toUpperCase() })).status).toBe(405);
    }
  }
});

it('serves every operation that it promises', async () => {
  const served = operationsOf(await documentOf()).map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  expect(served.sort()).toEqual([
    'DELETE /v1/subscriptions/{id}',
    'DELETE /v1/suites/{app}/organisations/{corpId}',
    'GET /v1/deliveries',
    'GET /v1/events',
    'GET /v1/events/{id}',
    'GET /v1/openapi.json',
    'GET /v1/subscriptions',
    'GET /v1/subscriptions/{id}',
    'GET /v1/suites/{app}/organisations',
    'GET /v1/suites/{app}/organisations/{corpId}/rows',
    'GET /v1/suites/{app}/ticket',
    'POST /v1/deliveries/{eventId}/{subscriptionId}/retry',
    'POST /v1/events/{id}/replay',
    'POST /v1/patterns/test',
    'POST /v1/replays',
    'POST /v1/subscriptions',
    'POST /v1/subscriptions/{id}/pause',
    'POST /v1/subscriptions/{id}/resume',
    'POST /v1/subscriptions/{id}/rotate-secret',
    'POST /v1/subscriptions/{id}/test',
    'PUT /v1/subscriptions/{id}',
    'PUT /v1/suites/{app}/organisations/{corpId}',
  ]);
});

describe('the schema of a new subscription', () => {
  const base = { pattern: { type: ['a'] }, sink: WEBHOOK };
  const full = { ...base, id: 'a', description: 'b', rateLimit: { count: 1, perSeconds: 1 }, maxInFlight: 1 };
  const secret = `whsec_${Buffer.alloc(24).toString('base64')}`;

  it.each<[string, JsonObject, boolean]>([
    ['the least', base, true],
    ['everything', { ...full, secret, sink: { ...WEBHOOK, headers: { a: 'b' } } }, true],
    ['a callback', { ...full, sink: { ...CALLBACK, headers: {} } }, true],
    ['no pattern', { sink: WEBHOOK }, false],
    ['no sink', { pattern: {} }, false],
    [
      'no token',
      { ...base, sink: { kind: CALLBACK.kind, url: CALLBACK.url, aesKey: CALLBACK.aesKey, ownerKey: 'a' } },
      false,
    ],
    ['another kind', { ...base, sink: { kind: 'smoke', url: WEBHOOK.url } }, false],
    ['an unknown field', { ...base, name: 'a' }, false],
    ['an unknown field of the sink', { ...base, sink: { ...WEBHOOK, token: 'a' } }, false],
    ['an id with a slash', { ...base, id: 'a/b' }, false],
    ['an id that is too long', { ...base, id: 'a'.repeat(64) }, false],
    ['a long description', { ...base, description: 'a'.repeat(501) }, false],
    ['half a rate', { ...base, rateLimit: { count: 1 } }, false],
    ['a rate of a day and more', { ...base, rateLimit: { count: 1, perSeconds: 86_401 } }, false],
    ['a rate of nothing', { ...base, rateLimit: { count: 0, perSeconds: 1 } }, false],
    ['too many in flight', { ...base, maxInFlight: 1001 }, false],
    ['a header that is a number', { ...base, sink: { ...WEBHOOK, headers: { a: 1 } } }, false],
  ])('says the same as core (%s)', async (_, subscription, valid) => {
    const document = await documentOf();
    const schema = resolve(document, '#/components/schemas/NewSubscription');
    expect(problemsOf(document, schema, subscription).length === 0).toBe(valid);
    if (valid) expect(() => parseSubscription(subscription)).not.toThrow();
    else expect(() => parseSubscription(subscription)).toThrow();
  });
});
