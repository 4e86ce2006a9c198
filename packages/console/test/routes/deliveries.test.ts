import { WorkQueueUnavailable } from '@dinghub/core/dispatch';
import { codeOf, createHub, event, itemsOf, problemsIn } from '../hub';

async function withDeliveries() {
  const hub = createHub();
  await hub.register({ id: 'crm' });
  await hub.register({ id: 'erp' });
  for (const id of ['e/1', 'e2']) {
    await hub.dispatch.publish([event({ id })]);
    await hub.work();
    hub.advance(1000);
  }
  hub.answerWith({ kind: 'failed', code: 'E_TIMEOUT', message: 'No answer.', durationMs: 5000 });
  await hub.dispatch.publish([event({ id: 'e3' })]);
  await hub.work();
  return hub;
}

describe('GET /v1/deliveries', () => {
  it('lists them, the newest first, with their attempts', async () => {
    const hub = await withDeliveries();
    const items = itemsOf(await hub.call('GET', '/v1/deliveries'));
    expect(items.map(({ eventId }) => eventId)).toEqual(['e3', 'e3', 'e2', 'e2', 'e/1', 'e/1']);
    expect(items[0]).toMatchObject({
      state: 'pending',
      tries: 1,
      attempts: [{ startedAt: '2026-11-23T08:00:02.000Z', durationMs: 5000, code: 'E_TIMEOUT', message: 'No answer.' }],
      nextAttemptAt: expect.stringMatching(/^2026-11-23T08:00:0\d\.\d{3}Z$/),
    });
    expect(items[0]).not.toHaveProperty('version');
  });

  it('filters by subscription, state and time', async () => {
    const hub = await withDeliveries();
    const list = async (query: string) =>
      itemsOf(await hub.call('GET', `/v1/deliveries?${query}`)).map(
        ({ eventId, subscriptionId }) => `${eventId} ${subscriptionId}`,
      );
    expect(await list('subscription=crm')).toEqual(['e3 crm', 'e2 crm', 'e/1 crm']);
    expect(await list('subscription=crm&state=delivered')).toEqual(['e2 crm', 'e/1 crm']);
    expect(await list('state=pending&subscription=')).toHaveLength(2);
    expect(await list('subscription=crm&since=2026-11-23T08:00:01Z&until=2026-11-23T08:00:02Z')).toEqual(['e2 crm']);
    expect(await list('subscription=nobody')).toEqual([]);
  });

  it('fills its pages', async () => {
    const hub = await withDeliveries();
    const first = await hub.call('GET', '/v1/deliveries?subscription=crm&limit=2');
    expect(itemsOf(first).map(({ eventId }) => eventId)).toEqual(['e3', 'e2']);
    const second = await hub.call('GET', `/v1/deliveries?subscription=crm&limit=2&cursor=${first.body.cursor}`);
    expect(itemsOf(second).map(({ eventId }) => eventId)).toEqual(['e/1']);
  });

  it('refuses what it does not know', async () => {
    const hub = createHub();
    const answer = await hub.call('GET', '/v1/deliveries?state=lost&event=e1');
    expect(problemsIn(answer)).toEqual([
      'event: unknown; known are subscription, state, since, until, limit, cursor.',
      'state: expected one of pending, delivered, dead, cancelled.',
    ]);
    expect(codeOf(await hub.call('GET', '/v1/deliveries?cursor=x'))).toBe('invalid_cursor');
    expect(codeOf(await hub.call('GET', '/v1/deliveries?since=2&until=1'))).toBe('invalid_request');
  });
});

describe('POST /v1/deliveries/{eventId}/{subscriptionId}/retry', () => {
  it('opens a delivery anew, and leaves a pending one alone', async () => {
    const hub = await withDeliveries();
    const opened = await hub.call('POST', '/v1/deliveries/e%2F1/crm/retry');
    expect([opened.status, opened.body]).toEqual([200, { outcome: 'opened' }]);
    expect(hub.tasks).toEqual([{ kind: 'deliver', event: 'e/1', subscription: 'crm' }]);
    expect((await hub.call('POST', '/v1/deliveries/e%2F1/crm/retry')).body).toEqual({ outcome: 'pending' });
  });

  it.each(['nothing/crm', 'e2/nobody', `${'x'.repeat(2000)}/crm`, `e2/${'x'.repeat(2000)}`, '%00/%00'])(
    'is a 404 for %.20s',
    async (path) => {
      const hub = await withDeliveries();
      const answer = await hub.call('POST', `/v1/deliveries/${path}/retry`);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    },
  );

  it('is a conflict while the subscription is disabled', async () => {
    const hub = await withDeliveries();
    await hub.dispatch.subscriptions.disable('crm', 'gone');
    expect(codeOf(await hub.call('POST', '/v1/deliveries/e2/crm/retry'))).toBe('subscription_disabled');
    await hub.dispatch.subscriptions.remove('crm');
    expect(codeOf(await hub.call('POST', '/v1/deliveries/e2/crm/retry'))).toBe('not_found');
  });

  it('never rejects when the queue does not answer', async () => {
    const hub = await withDeliveries();
    hub.breakQueue(new WorkQueueUnavailable('sqs at 10.0.0.1'));
    const answer = await hub.call('POST', '/v1/deliveries/e2/crm/retry');
    expect([200, 503]).toContain(answer.status);
    expect(answer.text).not.toContain('10.0.0.1');
  });
});
