import { DAY_MS, type HubEvent, InvalidCursor, type JsonObject } from '@dinghub/core';
import type { Dispatch } from '@dinghub/core/dispatch';
import { codeOf, createHub, event, itemsOf, problemsIn, START } from '../hub';

const idsOf = (answer: { readonly body: JsonObject }) => itemsOf(answer).map(({ id }) => id);

async function withEvents(...events: readonly HubEvent[]) {
  const hub = createHub();
  for (const one of events) {
    await hub.dispatch.publish([one]);
    hub.advance(1000);
  }
  return hub;
}

describe('GET /v1/events', () => {
  it('shows the stored event itself and when it was received, the newest first', async () => {
    const [a, b] = [event({ id: 'a' }), event({ id: 'b' })];
    const { subject: _, corpid: __, ...bare } = b;
    const hub = await withEvents(a, bare);
    expect((await hub.call('GET', '/v1/events')).body).toEqual({
      items: [
        { ...bare, receivedAt: '2026-11-23T08:00:01.000Z' },
        { ...a, receivedAt: '2026-11-23T08:00:00.000Z' },
      ],
    });
  });

  it('shows that an event was fetched from DingTalk’s failed list', async () => {
    const hub = await withEvents({ ...event({ id: 'a' }), recovered: true });
    expect((await hub.call('GET', '/v1/events/a')).body).toMatchObject({ id: 'a', recovered: true });
  });

  it('filters by type, organisation, app and subject', async () => {
    const hub = await withEvents(
      event({ id: 'a', type: 't1', corpid: 'c1', app: 'p1', subject: 'user/1' }),
      event({ id: 'b', type: 't2', corpid: 'c1', app: 'p1', subject: 'user/2' }),
      event({ id: 'c', type: 't1', corpid: 'c2', app: 'p2', subject: 'user/1', time: '2026-11-23T08:00:00.000Z' }),
    );
    const ids = async (query: string) => idsOf(await hub.call('GET', `/v1/events?${query}`));
    expect(await ids('type=t1')).toEqual(['c', 'a']);
    expect(await ids('corpid=c1')).toEqual(['b', 'a']);
    expect(await ids('app=p2')).toEqual(['c']);
    expect(await ids('subject=user/1')).toEqual(['c', 'a']);
    expect(await ids('subject=user%2F1&since=2026-11-23T08:00:00Z')).toEqual(['c']);
    expect(await ids('type=t1&corpid=c1&app=p2')).toEqual([]);
  });

  it('takes times in ISO 8601 and epoch milliseconds', async () => {
    const hub = await withEvents(event({ id: 'a' }), event({ id: 'b' }), event({ id: 'c' }));
    const ids = async (query: string) => idsOf(await hub.call('GET', `/v1/events?${query}`));
    for (const since of [
      START + 1000,
      '2026-11-23T08:00:01Z',
      '2026-11-23T16:00:01%2B08:00',
      '2026-11-23T16:00:01+08:00',
    ]) {
      expect(await ids(`since=${since}`)).toEqual(['c', 'b']);
    }
    expect(await ids(`since=2026-11-23&until=${START + 1000}`)).toEqual(['a']);
    expect(await ids('until=9999-12-31')).toEqual(['c', 'b', 'a']);
    expect(await ids('since=0&until=9999-12-31')).toEqual(['c', 'b', 'a']);
    expect(await ids('since=9999-12-30')).toEqual([]);
    expect(await ids('until=1971-01-01')).toEqual([]);
    expect(await ids('since=1970-01-01&until=1971-01-01')).toEqual([]);
  });

  it('a range of many empty years is few pages', async () => {
    const hub = await withEvents(event());
    let pages = 0;
    let cursor: string | undefined;
    do {
      const more: string = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await hub.call('GET', `/v1/events?since=0&until=253402300799999${more}`);
      cursor = body.cursor as string | undefined;
      pages++;
    } while (cursor !== undefined && pages < 20);
    expect(pages).toBeLessThan(10);
  });

  it.each([
    ['limit=0', 'limit: expected a whole number from 1 to 500.'],
    ['limit=501', 'limit: expected a whole number from 1 to 500.'],
    ['limit=1e2', 'limit: expected a whole number from 1 to 500.'],
    ['limit=-1', 'limit: expected a whole number from 1 to 500.'],
    ['since=yesterday', 'since: expected ISO 8601 with Z or an offset, or epoch milliseconds.'],
    ['until=2026-02-30', 'until: expected ISO 8601 with Z or an offset, or epoch milliseconds.'],
    ['since=2026-11-23T08:00:00', 'since: expected ISO 8601 with Z or an offset, or epoch milliseconds.'],
    ['since=-1', 'since: expected ISO 8601 with Z or an offset, or epoch milliseconds.'],
    ['since=5&until=5', 'until: expected a later time than since.'],
    ['subject=a&since=5&until=4', 'until: expected a later time than since.'],
    [`subject=${'x'.repeat(1001)}`, 'subject: expected text of 1 to 1000 bytes.'],
    [`subject=${'钉'.repeat(334)}`, 'subject: expected text of 1 to 1000 bytes.'],
  ])('refuses %.30s', async (query, problem) => {
    const answer = await createHub().call('GET', `/v1/events?${query}`);
    expect([answer.status, codeOf(answer), problemsIn(answer)]).toEqual([400, 'invalid_request', [problem]]);
  });

  it('gives every event once, page by page', async () => {
    const hub = await withEvents(...Array.from({ length: 7 }, (_, i) => event({ id: `e${i}` })));
    const seen: unknown[] = [];
    let query = 'limit=3';
    for (;;) {
      const answer = await hub.call('GET', `/v1/events?${query}`);
      seen.push(...idsOf(answer));
      if (answer.body.cursor === undefined) break;
      query = `limit=3&cursor=${encodeURIComponent(String(answer.body.cursor))}`;
    }
    expect(seen).toEqual(['e6', 'e5', 'e4', 'e3', 'e2', 'e1', 'e0']);
  });

  it('fills a page although the filter lets little through', async () => {
    const hub = createHub();
    for (let i = 0; i < 15; i++) {
      await hub.dispatch.publish([event({ id: `e${i}`, type: i % 5 === 0 ? 'rare' : 'common' })]);
      hub.advance(1000);
    }
    const answer = await hub.call('GET', '/v1/events?type=rare&limit=3');
    expect(idsOf(answer)).toEqual(['e10', 'e5', 'e0']);
  });

  it('reads twenty pages at most for one answer, and then goes on where it stopped', async () => {
    const list = jest.fn(async (_: unknown, { cursor = '0' }: { cursor?: string }) => ({
      items: cursor === '24' ? [{ event: event({ id: 'last' }), receivedAt: START }] : [],
      ...(cursor === '24' ? {} : { cursor: String(Number(cursor) + 1) }),
    }));
    const hub = createHub({ dispatch: { events: { list } as unknown as Dispatch['events'] } });
    expect((await hub.call('GET', '/v1/events')).body).toEqual({ items: [], cursor: '20' });
    expect(list).toHaveBeenCalledTimes(20);
    expect(idsOf(await hub.call('GET', '/v1/events?cursor=20'))).toEqual(['last']);
  });

  it.each(['x', 'e30', 'bnVsbA', '%00', '[]', 'a'.repeat(16_384)])(
    'a foreign cursor is refused (%.20s)',
    async (cursor) => {
      const answer = await createHub().call('GET', `/v1/events?cursor=${cursor}`);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_cursor']);
    },
  );

  it('a cursor that the store refuses is refused', async () => {
    const list = () => Promise.reject(new InvalidCursor('secret detail'));
    const hub = createHub({ dispatch: { events: { list } as unknown as Dispatch['events'] } });
    const answer = await hub.call('GET', '/v1/events?cursor=a');
    expect(codeOf(answer)).toBe('invalid_cursor');
    expect(answer.text).not.toContain('secret detail');
  });
});

describe('GET /v1/events/{id}', () => {
  it('shows the event with what became of it', async () => {
    const hub = createHub();
    await hub.register();
    const one = event({ id: 'e1' });
    await hub.dispatch.publish([one]);
    await hub.work();
    const { body } = await hub.call('GET', '/v1/events/e1');
    expect(body).toEqual({
      ...one,
      receivedAt: '2026-11-23T08:00:00.000Z',
      deliveries: [
        {
          eventId: 'e1',
          eventType: 'bpms_instance_change',
          subscriptionId: 'crm',
          state: 'delivered',
          trigger: 'event',
          openedAt: '2026-11-23T08:00:00.000Z',
          createdAt: '2026-11-23T08:00:00.000Z',
          updatedAt: '2026-11-23T08:00:00.000Z',
          expiresAt: new Date(START + 180 * DAY_MS).toISOString(),
          tries: 1,
          attempts: [{ startedAt: '2026-11-23T08:00:00.000Z', durationMs: 12, status: 200, response: 'thanks' }],
        },
      ],
    });
  });

  it.each([
    'a/b',
    '../../x',
    '..',
    '.',
    'a%2Fb',
    '100%',
    '钉钉 événement',
    'a?b#c',
    'a\\b',
    '\u0000',
    ':id',
    '__proto__',
    ' ',
    '👍',
  ])('finds an event whatever its id is (%j)', async (id) => {
    const hub = await withEvents(event({ id }));
    const { status, body } = await hub.call('GET', `/v1/events/${encodeURIComponent(id).replace(/\./g, '%2e')}`);
    expect([status, body.id]).toEqual([200, id]);
    expect((await hub.call('GET', `/v1/events/${encodeURIComponent(id)}`)).body.id).toBe(id);
  });

  it.each(['nothing', '%00', '%2e%2e', 'x'.repeat(100_000), '%F0%9F%91%8D', 'constructor'])(
    'is a 404 for %.20s',
    async (id) => {
      const answer = await createHub().call('GET', `/v1/events/${id}`);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    },
  );

  it('never asks a store for an id that no record can have', async () => {
    const get = jest.fn();
    const hub = createHub({ dispatch: { events: { get } as unknown as Dispatch['events'] } });
    expect((await hub.call('GET', `/v1/events/${'x'.repeat(1001)}`)).status).toBe(404);
    expect(get).not.toHaveBeenCalled();
  });
});

describe('POST /v1/events/{id}/replay', () => {
  async function delivered() {
    const hub = createHub();
    await hub.register({ id: 'crm' });
    await hub.register({ id: 'erp', pattern: { type: ['other'] } });
    await hub.dispatch.publish([event({ id: 'e/1' })]);
    await hub.work();
    hub.sent.length = 0;
    return hub;
  }

  it('delivers it again to whoever wants it', async () => {
    const hub = await delivered();
    const answer = await hub.call('POST', '/v1/events/e%2F1/replay');
    expect(answer.body).toEqual({ matched: 1, replayed: 1, pending: 0 });
    expect((await hub.call('POST', '/v1/events/e%2F1/replay')).body).toEqual({ matched: 1, replayed: 0, pending: 1 });
    await hub.work();
    expect(hub.sent.map(({ headers }) => headers['dinghub-subscription'])).toEqual(['crm']);
  });

  it('delivers it to one subscription, whatever its pattern', async () => {
    const hub = await delivered();
    const answer = await hub.call('POST', '/v1/events/e%2F1/replay', { json: { subscription: 'erp' } });
    expect(answer.body).toEqual({ matched: 1, replayed: 1, pending: 0 });
    await hub.work();
    expect(hub.sent.map(({ headers }) => headers['dinghub-subscription'])).toEqual(['erp']);
  });

  it('knows what it does not know', async () => {
    const hub = await delivered();
    expect((await hub.call('POST', '/v1/events/nothing/replay')).text).toContain('no such event');
    const answer = await hub.call('POST', '/v1/events/e%2F1/replay', { json: { subscription: 'nobody' } });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    expect(answer.text).toContain('no such subscription');
    await hub.dispatch.subscriptions.disable('erp', 'gone');
    const disabled = await hub.call('POST', '/v1/events/e%2F1/replay', { json: { subscription: 'erp' } });
    expect([disabled.status, codeOf(disabled)]).toEqual([409, 'subscription_disabled']);
    const wrong = await hub.call('POST', '/v1/events/e%2F1/replay', { json: { subscription: 5, all: true } });
    expect(problemsIn(wrong)).toEqual([
      'all: unknown; known are subscription.',
      'subscription: expected text of 1 to 1000 bytes.',
    ]);
  });
});
