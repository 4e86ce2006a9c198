import { StoreRejected, StoreUnavailable } from '@dinghub/core';
import type { Dispatch } from '@dinghub/core/dispatch';
import fc from 'fast-check';
import { codeOf, createHub, problemsIn, TOKEN } from './hub';

const MIB = 1024 * 1024;

describe('who may call', () => {
  it('nobody, while there is no token; the answer says which variable to set', async () => {
    for (const token of [undefined, '']) {
      const hub = createHub({ token });
      for (const authorization of ['Bearer ', 'Bearer undefined', `Bearer ${TOKEN}`]) {
        const answer = await hub.call('GET', '/v1/events', { headers: { authorization } });
        expect([answer.status, codeOf(answer)]).toEqual([401, 'admin_disabled']);
        expect(answer.text).toContain('DINGHUB_ADMIN_TOKEN');
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="dinghub"');
      }
    }
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', `Basic ${TOKEN}`],
    ['no scheme', TOKEN],
    ['an empty token', 'Bearer '],
    ['the beginning of the token', `Bearer ${TOKEN.slice(0, -1)}`],
    ['more than the token', `Bearer ${TOKEN}x`],
    ['another case', `Bearer ${TOKEN.toUpperCase()}`],
    ['two tokens', `Bearer ${TOKEN}, ${TOKEN}`],
    ['a megabyte', `Bearer ${'x'.repeat(MIB)}`],
    ['spaces', `Bearer${' '.repeat(100_000)}`],
  ])('not with %s', async (_, authorization) => {
    const hub = createHub();
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    for (const path of ['/v1/events', '/v1/openapi.json', '/v1/nothing']) {
      const answer = await hub.call('GET', path, { headers });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthorized']);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="dinghub"');
    }
    // What is not let in is not read.
    const large = await hub.call('POST', '/v1/subscriptions', { headers, body: 'x'.repeat(MIB + 1) });
    expect(large.status).toBe(401);
  });

  it('the owner of the token, with the scheme in any case', async () => {
    const hub = createHub();
    for (const authorization of [`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER   ${TOKEN} `]) {
      expect((await hub.call('GET', '/v1/events', { headers: { authorization } })).status).toBe(200);
    }
  });
});

describe('what is at no path, or by no method', () => {
  it.each([
    '/',
    '',
    '/v1',
    '/v1/',
    '/v1/events/',
    '/v2/events',
    '/v1/openapiXjson',
    '/v1/events/a/b',
    '*',
    'v1/events',
    '/v1/__proto__',
  ])('%j is a 404', async (path) => {
    const answer = await createHub().call('GET', path);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
  });

  it.each([
    ['DELETE', '/v1/events', 'GET'],
    ['PATCH', '/v1/subscriptions', 'GET, POST'],
    ['POST', '/v1/subscriptions/a', 'GET, PUT, DELETE'],
    ['GET', '/v1/subscriptions/a/pause', 'POST'],
    ['HEAD', '/v1/events', 'GET'],
    ['OPTIONS', '/v1/events', 'GET'],
    ['TRACE', '/v1/events', 'GET'],
    ['CONNECT', '/v1/events', 'GET'],
    ['get', '/v1/events', 'GET'],
    ['NO METHOD\r\n', '/v1/events', 'GET'],
    ['', '/v1/openapi.json', 'GET'],
  ])('%j %s is a 405 that allows %s', async (method, path, allow) => {
    const answer = await createHub().call(method, path);
    expect([answer.status, codeOf(answer), answer.headers.allow]).toEqual([405, 'method_not_allowed', allow]);
  });

  it('an unknown method of an unknown path is a 404', async () => {
    expect((await createHub().call('TRACE', '/v1/nothing')).status).toBe(404);
  });
});

describe('bodies and queries', () => {
  const post = (given: object) => createHub().call('POST', '/v1/patterns/test', given);

  it('of more than 1 MiB are refused, as text and as bytes, counted in bytes', async () => {
    for (const body of ['x'.repeat(MIB + 1), '钉'.repeat(MIB / 2), new Uint8Array(MIB + 1)]) {
      const answer = await post({ body });
      expect([answer.status, codeOf(answer)]).toEqual([413, 'body_too_large']);
    }
  });

  it.each([
    ['text', 'hello', 'invalid_json'],
    ['half an object', '{"pattern":', 'invalid_json'],
    ['a megabyte of open brackets', '['.repeat(MIB), 'invalid_json'],
    [
      'an unterminated text full of quotes after a long number',
      `{"a":12345678901234567,"b":"${'\\"'.repeat(500_000)}`,
      'invalid_json',
    ],
    ['a list', '[]', 'invalid_request'],
    ['null', 'null', 'invalid_request'],
    ['a number', '1', 'invalid_request'],
    ['a megabyte of nested lists', `{"pattern":${'['.repeat(500_000)}${']'.repeat(500_000)}}`, 'invalid_request'],
    ['a megabyte of nested objects', `${'{"a":'.repeat(170_000)}1${'}'.repeat(170_000)}`, 'invalid_request'],
  ])('%s is refused', async (_, body, code) => {
    const answer = await post({ body });
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
  });

  it('bytes that are not UTF-8 are refused', async () => {
    const answer = await post({ body: Uint8Array.of(0x7b, 0xff, 0x7d) });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_json']);
  });

  it('bytes and text are the same', async () => {
    const text = JSON.stringify({ pattern: { name: ['请假'] }, event: { name: '请假' } });
    expect((await post({ body: text })).body).toEqual({ match: true });
    expect((await post({ body: Buffer.from(text) })).body).toEqual({ match: true });
  });

  it('unknown fields are named, and so is what is missing', async () => {
    const answer = await post({ body: '{"patern":{},"__proto__":{"pattern":{}},"constructor":1,"event":[]}' });
    expect(problemsIn(answer)).toEqual([
      'patern: unknown; known are pattern, event.',
      '__proto__: unknown; known are pattern, event.',
      'constructor: unknown; known are pattern, event.',
      'pattern: expected a JSON object.',
      'event: expected a JSON object.',
    ]);
  });

  it('an answer does not name more than fifty problems', async () => {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`field${i}`, 1])));
    const problems = problemsIn(await post({ body }));
    expect([problems.length, problems.at(-1)]).toEqual([51, 'And 49952 more.']);
  });

  it('a route without a body takes none, or an empty object', async () => {
    const hub = createHub();
    await hub.register();
    expect((await hub.call('POST', '/v1/subscriptions/crm/pause', { json: {} })).status).toBe(200);
    const answer = await hub.call('POST', '/v1/subscriptions/crm/resume', { json: { force: true } });
    expect(problemsIn(answer)).toEqual(['force: unknown; none is.']);
    expect((await hub.call('GET', '/v1/events', { json: { limit: 1 } })).status).toBe(400);
  });

  it('unknown, repeated and broken query parameters are refused and named', async () => {
    const hub = createHub();
    expect(problemsIn(await hub.call('GET', '/v1/events?typ=a&__proto__=b&type=c'))).toEqual([
      'typ: unknown; known are type, corpid, app, subject, since, until, limit, cursor.',
      '__proto__: unknown; known are type, corpid, app, subject, since, until, limit, cursor.',
    ]);
    expect(problemsIn(await hub.call('GET', '/v1/events?type=a&type=b&type='))).toEqual([
      'type: given more than once.',
    ]);
    expect(problemsIn(await hub.call('GET', '/v1/events?type=%zz'))).toHaveLength(1);
    expect(problemsIn(await hub.call('GET', '/v1/events?type=%ff'))).toHaveLength(1);
    expect(problemsIn(await hub.call('GET', `/v1/events?${'x'.repeat(5000)}=1`))[0]).toHaveLength(138);
    expect(problemsIn(await hub.call('GET', '/v1/subscriptions/a?verbose=1'))).toEqual(['verbose: unknown; none is.']);
  });

  it('an empty query parameter is as good as none', async () => {
    const answer = await createHub().call('GET', '/v1/events?type=&corpid=&app=&subject=&since=&until=&limit=&cursor=');
    expect(answer.body).toEqual({ items: [] });
  });

  it('a path that is not percent-encoded UTF-8 is refused', async () => {
    for (const path of [
      '/v1/events/%',
      '/v1/events/%zz',
      '/v1/events/%ff',
      '/v1/events/%c0%af',
      '/v1/%',
      '/v1/events/%ed%a0%80',
    ]) {
      const answer = await createHub().call('GET', path);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
    }
  });
});

describe('when something is broken', () => {
  const broken = (error: unknown) => {
    const fail = () => Promise.reject(error);
    return createHub({ dispatch: { subscriptions: { list: fail } as unknown as Dispatch['subscriptions'] } });
  };

  it('a store that does not answer is a 503', async () => {
    const answer = await broken(new StoreUnavailable('10.0.0.1 is down')).call('GET', '/v1/subscriptions');
    expect([answer.status, codeOf(answer)]).toEqual([503, 'store_unavailable']);
    expect(answer.text).not.toContain('10.0.0.1');
  });

  it.each([
    [new StoreRejected('table secret-table')],
    [new TypeError('secret-table')],
    ['secret-table'],
    [undefined],
    [null],
  ])('whatever else is thrown is a 500 that tells nothing, and a log line (%p)', async (error) => {
    const hub = broken(error);
    const answer = await hub.call('GET', '/v1/subscriptions');
    expect([answer.status, codeOf(answer)]).toEqual([500, 'internal_error']);
    expect(answer.text).not.toContain('secret-table');
    const fields = { requestId: 'request-1', operation: 'listSubscriptions' };
    expect(hub.log).toContainEqual({
      code: 'admin_failed',
      fields: { ...fields, error: error instanceof Error ? error.name : 'unknown' },
    });
    expect(JSON.stringify(hub.log)).not.toContain('secret-table');
  });

  it('the request’s id is in the answer and in the log; one without gets one', async () => {
    const hub = createHub();
    for (const [requestId, expected] of [
      ['req-7', 'req-7'],
      ['', 'made-up'],
    ] as const) {
      const answer = await hub.call('GET', '/v1/nothing', { requestId });
      expect(answer.body).toEqual({
        error: { code: 'not_found', message: 'There is nothing at this path.', requestId: expected },
      });
      expect(hub.log).toContainEqual({
        code: 'admin_request',
        fields: { requestId: expected, operation: undefined, status: 404, error: 'not_found', durationMs: 0 },
      });
    }
  });

  it('an id of a request that would be a header is only text', async () => {
    const answer = await createHub().call('GET', '/v1/nothing', { requestId: 'a\r\nset-cookie: b=c' });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.text).toContain('a\\r\\nset-cookie');
  });
});

it('answers whatever comes, and never rejects', async () => {
  const hub = createHub();
  const path = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary' }).map((id) => `/v1/events/${id}`),
    fc.string({ unit: 'grapheme' }).map((id) => `/v1/subscriptions/${encodeURIComponent(id)}/test`),
  );
  const headers = fc.oneof(
    fc.constant({ authorization: `Bearer ${TOKEN}` }),
    fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
  );
  const method = fc.oneof(
    fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'TRACE'),
    fc.string({ unit: 'binary' }),
  );
  const body = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.uint8Array());
  const rawQuery = fc.string({ unit: 'binary' });
  await fc.assert(
    fc.asyncProperty(fc.record({ method, path, headers, body, rawQuery, requestId: fc.string() }), async (request) => {
      const { status, body: text } = await hub.admin(request);
      expect([200, 400, 401, 404, 405]).toContain(status);
      expect(() => JSON.parse(text)).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
