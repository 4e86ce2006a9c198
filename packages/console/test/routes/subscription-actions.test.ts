import type { HttpOutcome } from '@dinghub/core/dispatch';
import { CALLBACK, codeOf, createHub, event } from '../hub';

describe('pause and resume', () => {
  it('a paused subscription’s events wait and come when it is resumed', async () => {
    const hub = createHub();
    await hub.register();
    const paused = await hub.call('POST', '/v1/subscriptions/crm/pause');
    expect([paused.status, paused.body.state]).toEqual([200, 'paused']);
    await hub.dispatch.publish([event()]);
    await hub.work();
    expect(hub.sent).toEqual([]);
    const resumed = await hub.call('POST', '/v1/subscriptions/crm/resume');
    expect([resumed.status, resumed.body.state]).toEqual([200, 'active']);
    await hub.work();
    expect(hub.sent).toHaveLength(1);
  });

  it('a disabled one cannot be paused, but resumed', async () => {
    const hub = createHub();
    await hub.register();
    await hub.dispatch.subscriptions.disable('crm', 'gone');
    const answer = await hub.call('POST', '/v1/subscriptions/crm/pause');
    expect([answer.status, codeOf(answer)]).toEqual([409, 'subscription_disabled']);
    const { body } = await hub.call('POST', '/v1/subscriptions/crm/resume');
    expect(body).toMatchObject({ state: 'active' });
    expect(body).not.toHaveProperty('disabledReason');
  });
});

describe('rotate-secret', () => {
  it('shows the new secret once, and until when the old one is valid', async () => {
    const hub = createHub();
    const { secret: old } = (await hub.register()).body;
    const { status, body } = await hub.call('POST', '/v1/subscriptions/crm/rotate-secret');
    expect([status, Object.keys(body)]).toEqual([200, ['secret', 'previousValidUntil']]);
    expect(body.previousValidUntil).toBe('2026-11-24T08:00:00.000Z');
    expect((await hub.dispatch.subscriptions.get('crm'))?.secrets.map(({ secret }) => secret)).toEqual([
      body.secret,
      old,
    ]);
  });

  it('is a conflict where the sink has none, and changes nothing', async () => {
    const hub = createHub();
    await hub.register({ sink: CALLBACK });
    const before = await hub.dispatch.subscriptions.get('crm');
    const answer = await hub.call('POST', '/v1/subscriptions/crm/rotate-secret');
    expect([answer.status, codeOf(answer)]).toEqual([409, 'no_signing_secret']);
    expect(await hub.dispatch.subscriptions.get('crm')).toEqual(before);
  });
});

describe('test', () => {
  const answered = (status: number, body: string): HttpOutcome => ({
    kind: 'answer',
    status,
    headers: {},
    body,
    durationMs: 3.6,
  });

  it('makes one attempt with a test event and stores nothing', async () => {
    const hub = createHub();
    await hub.register();
    const answer = await hub.call('POST', '/v1/subscriptions/crm/test');
    expect([answer.status, answer.body]).toEqual([
      200,
      { delivered: true, durationMs: 12, status: 200, response: 'thanks' },
    ]);
    const [request, ...more] = hub.sent;
    expect(more).toEqual([]);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      type: 'dinghub.test',
      source: 'dinghub',
      subject: 'subscription/crm',
    });
    expect(request?.headers['webhook-signature']).toMatch(/^v1,/);
    expect(hub.tasks).toEqual([]);
    expect((await hub.call('GET', '/v1/events')).body).toEqual({ items: [] });
    expect((await hub.call('GET', '/v1/deliveries')).body).toEqual({ items: [] });
    expect((await hub.dispatch.health.get('crm')).outcomes).toEqual([]);
  });

  it('says what is wrong', async () => {
    const hub = createHub();
    await hub.register();
    hub.answerWith(answered(500, 'no'));
    expect((await hub.call('POST', '/v1/subscriptions/crm/test')).body).toEqual({
      delivered: false,
      durationMs: 4,
      status: 500,
      response: 'no',
      code: 'E_HTTP',
      message: 'The answer was HTTP 500.',
    });
    hub.answerWith({ kind: 'failed', code: 'E_DNS', message: 'crm.example.com does not resolve.', durationMs: 1 });
    expect((await hub.call('POST', '/v1/subscriptions/crm/test')).body).toEqual({
      delivered: false,
      durationMs: 1,
      code: 'E_DNS',
      message: 'crm.example.com does not resolve.',
    });
    hub.answerWith(answered(410, ''));
    expect((await hub.call('POST', '/v1/subscriptions/crm/test')).body).toMatchObject({
      delivered: false,
      code: 'E_HTTP',
    });
    expect((await hub.dispatch.subscriptions.get('crm'))?.state).toBe('active');
  });

  it('shows the first 2 KiB of an answer, cut between characters', async () => {
    const hub = createHub();
    await hub.register();
    hub.answerWith(answered(200, `a${'钉'.repeat(1000)}`));
    expect((await hub.call('POST', '/v1/subscriptions/crm/test')).body.response).toBe(`a${'钉'.repeat(682)}`);
  });

  it('works for a sealed callback and in any state', async () => {
    const hub = createHub();
    await hub.register({ sink: CALLBACK });
    await hub.dispatch.subscriptions.disable('crm', 'gone');
    const { body } = await hub.call('POST', '/v1/subscriptions/crm/test');
    expect(body).toMatchObject({ delivered: false, status: 200, code: 'E_RESPONSE' });
    expect(hub.sent[0]?.url).toMatch(/^https:\/\/old\.example\.com\/callback\?app=1&signature=/);
  });
});
