import type { JsonObject } from '@dinghub/core';
import { AES_KEY, CALLBACK, codeOf, createHub, itemsOf, problemsIn, WEBHOOK } from '../hub';

const PATTERN = { type: ['bpms_instance_change'] };
const KEYED = { ...WEBHOOK, headers: { Authorization: 'Bearer crm-credential', 'X-Team': 'finance' } };
const CREATED = '2026-11-23T08:00:00.000Z';

describe('POST /v1/subscriptions', () => {
  it('registers a webhook and shows its secret, this once', async () => {
    const hub = createHub();
    const json = {
      id: 'crm',
      description: 'CRM',
      pattern: PATTERN,
      sink: KEYED,
      rateLimit: { count: 5, perSeconds: 1 },
      maxInFlight: 3,
    };
    const created = await hub.call('POST', '/v1/subscriptions', { json });
    const { secret, ...document } = created.body;
    expect([created.status, created.headers.location]).toEqual([201, '/v1/subscriptions/crm']);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{42,}=*$/);
    expect(document).toEqual({
      ...json,
      sink: { ...WEBHOOK, headers: { Authorization: '***', 'X-Team': '***' } },
      state: 'active',
      createdAt: CREATED,
      updatedAt: CREATED,
    });
  });

  it('makes an id where none is given, and keeps a secret that the team brings', async () => {
    const hub = createHub();
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const { body } = await hub.call('POST', '/v1/subscriptions', { json: { pattern: PATTERN, sink: WEBHOOK, secret } });
    expect(body).toMatchObject({ id: expect.stringMatching(/^sub_[0-9a-f]{20}$/), secret });
  });

  it('registers an application behind DingTalk’s own callback, which has no secret of dinghub’s', async () => {
    const { body } = await createHub().register({ sink: CALLBACK });
    expect(body.sink).toEqual({ kind: CALLBACK.kind, url: CALLBACK.url, ownerKey: CALLBACK.ownerKey });
    expect(body).not.toHaveProperty('secret');
  });

  it('an id that is taken is a conflict', async () => {
    const hub = createHub();
    await hub.register();
    const answer = await hub.call('POST', '/v1/subscriptions', {
      json: { id: 'crm', pattern: PATTERN, sink: WEBHOOK },
    });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'subscription_exists']);
    expect(answer.text).toContain('There is a subscription with the id crm. Change it with PUT, or choose another id.');
  });

  it('tells every problem of a document at once', async () => {
    const json = { id: '../x', pattern: { type: 'a' }, sink: { kind: 'webhook', url: 'ftp://x', extra: 1 }, nam: 1 };
    const answer = await createHub().call('POST', '/v1/subscriptions', { json });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_subscription']);
    expect(problemsIn(answer).map((problem) => problem.split(':')[0])).toEqual([
      'nam',
      'id',
      'pattern',
      'sink.extra',
      'sink.url',
    ]);
  });

  it.each([
    ['', 'invalid_json'],
    ['[]', 'invalid_request'],
    ['{}', 'invalid_subscription'],
    [
      '{"__proto__":{"pattern":{"type":["a"]},"sink":{"kind":"webhook","url":"https://a.example"}}}',
      'invalid_subscription',
    ],
    [
      JSON.stringify({ pattern: PATTERN, sink: WEBHOOK }).replace('"kind"', '"__proto__":{"kind":1},"kind"'),
      'invalid_subscription',
    ],
    [JSON.stringify({ pattern: PATTERN, sink: WEBHOOK, state: 'paused' }), 'invalid_subscription'],
    [JSON.stringify({ pattern: PATTERN, sink: null }), 'invalid_subscription'],
    [JSON.stringify({ pattern: PATTERN, sink: { ...WEBHOOK, headers: [] } }), 'invalid_subscription'],
    [JSON.stringify({ pattern: PATTERN, sink: { ...WEBHOOK, headers: { a: '***' } } }), 'invalid_subscription'],
    [JSON.stringify({ pattern: PATTERN, sink: { ...WEBHOOK, headers: { a: 'b\r\nc: d' } } }), 'invalid_subscription'],
    [JSON.stringify({ pattern: PATTERN, sink: { ...WEBHOOK, headers: { 'a: b\r\nc': 'd' } } }), 'invalid_subscription'],
    [
      JSON.stringify({ pattern: PATTERN, sink: { kind: 'dingtalk-callback', url: CALLBACK.url, ownerKey: 'a' } }),
      'invalid_subscription',
    ],
  ])('refuses %s', async (body, code) => {
    const hub = createHub();
    const answer = await hub.call('POST', '/v1/subscriptions', { body });
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
    expect(await hub.dispatch.subscriptions.all()).toEqual([]);
  });

  it('a refusal quotes no secret', async () => {
    const sink = { ...CALLBACK, aesKey: 'not-43-characters-but-secret', token: 'has a space' };
    const answer = await createHub().call('POST', '/v1/subscriptions', {
      json: { pattern: PATTERN, sink, secret: 'whsec_short' },
    });
    expect(problemsIn(answer)).toHaveLength(3);
    expect(answer.text).not.toMatch(/not-43|has a space|whsec_short/);
  });
});

describe('GET /v1/subscriptions', () => {
  it('lists them by id, page by page, without a secret', async () => {
    const hub = createHub();
    for (const id of ['c', 'a', 'b']) await hub.register({ id, sink: id === 'b' ? CALLBACK : KEYED });
    hub.answers.length = 0;
    const first = await hub.call('GET', '/v1/subscriptions?limit=2');
    const second = await hub.call('GET', `/v1/subscriptions?limit=2&cursor=${first.body.cursor}`);
    expect([...itemsOf(first), ...itemsOf(second)].map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(second.body.cursor).toBeUndefined();
    expect(hub.answers.join()).not.toMatch(/whsec_|secret|credential|finance/);
  });

  it('refuses a foreign cursor', async () => {
    expect(codeOf(await createHub().call('GET', '/v1/subscriptions?cursor=x'))).toBe('invalid_cursor');
  });
});

describe('GET /v1/subscriptions/{id}', () => {
  it('shows its state and the health of its receiver', async () => {
    const hub = createHub();
    await hub.register({ sink: KEYED });
    const { body } = await hub.call('GET', '/v1/subscriptions/crm');
    expect(body).toEqual({
      id: 'crm',
      pattern: { source: ['dingtalk'] },
      sink: { ...WEBHOOK, headers: { Authorization: '***', 'X-Team': '***' } },
      state: 'active',
      createdAt: CREATED,
      updatedAt: CREATED,
      health: { breaker: 'closed' },
    });
    for (let i = 0; i < 10; i++) await hub.dispatch.health.note('crm', false);
    await hub.dispatch.subscriptions.disable('crm', 'failing');
    expect((await hub.call('GET', '/v1/subscriptions/crm')).body).toMatchObject({
      state: 'disabled',
      disabledReason: 'failing',
      health: { breaker: 'open', failingSince: CREATED },
    });
  });

  it.each(['nobody', '%00', '..%2Fhealth', 'x'.repeat(100_000), '__proto__'])('is a 404 for %.20s', async (id) => {
    const hub = createHub();
    await hub.register();
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/rotate-secret'],
      ['POST', '/test'],
    ] as const) {
      const answer = await hub.call(method, `/v1/subscriptions/${id}${path}`);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
      expect(answer.text).toContain('There is no such subscription: ');
    }
    const put = await hub.call('PUT', `/v1/subscriptions/${id}`, { json: { pattern: PATTERN, sink: WEBHOOK } });
    expect([put.status, codeOf(put)]).toEqual([404, 'not_found']);
  });
});

describe('PUT /v1/subscriptions/{id}', () => {
  it.each([KEYED, CALLBACK, { ...CALLBACK, headers: { authorization: 'x' } }])(
    'a document that was read can be written: nothing changes',
    async (sink) => {
      const hub = createHub();
      await hub.register({ description: 'CRM', sink, rateLimit: { count: 1, perSeconds: 2 }, maxInFlight: 3 });
      const before = await hub.dispatch.subscriptions.get('crm');
      hub.advance(5000);
      const { body } = await hub.call('GET', '/v1/subscriptions/crm');
      const answer = await hub.call('PUT', '/v1/subscriptions/crm', { json: body });
      const { health: _, ...document } = body;
      expect([answer.status, answer.body]).toEqual([200, { ...document, updatedAt: '2026-11-23T08:00:05.000Z' }]);
      const after = await hub.dispatch.subscriptions.get('crm');
      expect(after).toEqual({ ...before, updatedAt: after?.updatedAt, version: 2 });
    },
  );

  it('what is left out is gone, but for secrets; state stays', async () => {
    const hub = createHub();
    await hub.register({ description: 'CRM', sink: { ...CALLBACK, headers: { a: 'b' } }, maxInFlight: 3 });
    await hub.call('POST', '/v1/subscriptions/crm/pause');
    const sink = { kind: CALLBACK.kind, url: 'https://new.example.com/', ownerKey: 'other' };
    const { body } = await hub.call('PUT', '/v1/subscriptions/crm', { json: { pattern: PATTERN, sink } });
    expect(body).toEqual({
      id: 'crm',
      pattern: PATTERN,
      sink,
      state: 'paused',
      createdAt: CREATED,
      updatedAt: CREATED,
    });
    expect((await hub.dispatch.subscriptions.get('crm'))?.sink).toEqual({
      ...sink,
      token: CALLBACK.token,
      aesKey: AES_KEY,
    });
  });

  it('a new secret of the sink takes the place of the old one', async () => {
    const hub = createHub();
    await hub.register({ sink: CALLBACK });
    const aesKey = AES_KEY.toUpperCase();
    await hub.call('PUT', '/v1/subscriptions/crm', {
      json: { pattern: PATTERN, sink: { ...CALLBACK, token: '***', aesKey } },
    });
    expect((await hub.dispatch.subscriptions.get('crm'))?.sink).toEqual({ ...CALLBACK, aesKey });
  });

  it('a masked header keeps its value, under a name in any case; others change', async () => {
    const hub = createHub();
    await hub.register({ sink: KEYED });
    const sink = { ...WEBHOOK, url: 'https://crm.example.com/v2', headers: { authorization: '***', 'x-new': 'n' } };
    expect((await hub.call('PUT', '/v1/subscriptions/crm', { json: { pattern: PATTERN, sink } })).status).toBe(200);
    expect((await hub.dispatch.subscriptions.get('crm'))?.sink).toEqual({
      ...sink,
      headers: { authorization: 'Bearer crm-credential', 'x-new': 'n' },
    });
  });

  it.each([
    'https://evil.example.com/hook',
    'http://crm.example.com/hook',
    'https://crm.example.com:8443/hook',
    'https://[',
    5,
  ])('a masked header is not sent elsewhere without knowing it (%s)', async (url) => {
    const hub = createHub();
    await hub.register({ sink: KEYED });
    const before = await hub.dispatch.subscriptions.get('crm');
    const sink = { ...KEYED, url, headers: { Authorization: '***' } };
    const answer = await hub.call('PUT', '/v1/subscriptions/crm', { json: { pattern: PATTERN, sink } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_subscription']);
    expect(problemsIn(answer)[0]).toMatch(/^sink\.headers\.Authorization: give its value/);
    expect(await hub.dispatch.subscriptions.get('crm')).toEqual(before);
  });

  it('a masked header that was not there before is refused', async () => {
    const hub = createHub();
    await hub.register({ sink: KEYED });
    const sink = { ...KEYED, headers: { 'x-other': '***', constructor: '***', ['__proto__']: '***' } };
    const answer = await hub.call('PUT', '/v1/subscriptions/crm', { json: { pattern: PATTERN, sink } });
    expect(problemsIn(answer)).toHaveLength(3);
  });

  it('a sink that becomes a webhook gets a secret, which is shown', async () => {
    const hub = createHub();
    await hub.register({ sink: CALLBACK });
    const { body } = await hub.call('PUT', '/v1/subscriptions/crm', { json: { pattern: PATTERN, sink: WEBHOOK } });
    expect((await hub.dispatch.subscriptions.get('crm'))?.secrets).toEqual([{ secret: body.secret }]);
    expect(JSON.stringify(await hub.dispatch.subscriptions.get('crm'))).not.toContain(CALLBACK.token);
  });

  it('a webhook that becomes another kind of sink has to bring its keys', async () => {
    const hub = createHub();
    await hub.register();
    const sink = { kind: CALLBACK.kind, url: CALLBACK.url, ownerKey: 'a' };
    const answer = await hub.call('PUT', '/v1/subscriptions/crm', { json: { pattern: PATTERN, sink } });
    expect(problemsIn(answer).map((problem) => problem.split(':')[0])).toEqual(['sink.token', 'sink.aesKey']);
  });

  it('a secret that the document brings is taken and not shown', async () => {
    const hub = createHub();
    await hub.register();
    const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const answer = await hub.call('PUT', '/v1/subscriptions/crm', {
      json: { pattern: PATTERN, sink: WEBHOOK, secret },
    });
    expect(answer.text).not.toContain('whsec_');
    const [newest, old] = (await hub.dispatch.subscriptions.get('crm'))?.secrets ?? [];
    expect([newest, old?.expiresAt]).toEqual([{ secret }, expect.any(Number)]);
  });

  it.each([
    [{ id: 'other', pattern: PATTERN, sink: WEBHOOK }, ['id']],
    [{ pattern: PATTERN, sink: WEBHOOK, secrets: [], version: 1 }, ['secrets', 'version']],
    [{ pattern: PATTERN }, ['sink']],
    [{ pattern: [], sink: 'x' }, ['pattern', 'sink']],
    [{ pattern: PATTERN, sink: { ...WEBHOOK, headers: { a: 5, b: { c: 1 } } } }, ['sink.headers.a', 'sink.headers.b']],
  ])('refuses %j', async (json, places) => {
    const hub = createHub();
    await hub.register();
    const answer = await hub.call('PUT', '/v1/subscriptions/crm', { json });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_subscription']);
    expect(problemsIn(answer).map((problem) => problem.split(':')[0])).toEqual(places);
  });
});

describe('DELETE /v1/subscriptions/{id}', () => {
  it('deletes it, once', async () => {
    const hub = createHub();
    await hub.register();
    const { status, text } = await hub.call('DELETE', '/v1/subscriptions/crm');
    expect([status, text]).toEqual([204, '']);
    expect((await hub.call('DELETE', '/v1/subscriptions/crm')).status).toBe(404);
  });
});

it('a secret is in one answer only, and in no log line', async () => {
  const hub = createHub();
  const { secret } = (await hub.register({ sink: KEYED })).body as { secret: string };
  await hub.register({ id: 'old', sink: { ...CALLBACK, headers: KEYED.headers } });
  for (const id of ['crm', 'old']) {
    const { body } = await hub.call('GET', `/v1/subscriptions/${id}`);
    await hub.call('PUT', `/v1/subscriptions/${id}`, { json: body });
    for (const action of ['pause', 'resume', 'test', 'nothing'])
      await hub.call('POST', `/v1/subscriptions/${id}/${action}`);
  }
  const rotated = (await hub.call('POST', '/v1/subscriptions/crm/rotate-secret')).body as JsonObject;
  await hub.call('GET', '/v1/subscriptions');
  await hub.call('GET', '/v1/deliveries');
  const answers = hub.answers.join('\n');
  for (const shown of [secret, String(rotated.secret)]) expect(answers.split(shown)).toHaveLength(2);
  for (const hidden of [CALLBACK.token, AES_KEY, 'crm-credential', 'finance']) expect(answers).not.toContain(hidden);
  expect(JSON.stringify(hub.log)).not.toMatch(/whsec_|callback-token|credential|finance|correct-horse/);
});
