import type { JsonObject } from '@dinghub/core';
import { codeOf, createHub, event, problemsIn } from '../hub';

async function withEvents(count: number) {
  const hub = createHub();
  for (let i = 0; i < count; i++) {
    await hub.dispatch.publish([event({ id: `e${i}`, type: i % 2 === 0 ? 'even' : 'odd' })]);
    hub.advance(1000);
  }
  await hub.work();
  await hub.register();
  return hub;
}

describe('POST /v1/replays', () => {
  it('brings a new subscription the events that it missed, after a dry run that does nothing', async () => {
    const hub = await withEvents(5);
    const json = { subscription: 'crm', state: 'missed', pattern: { type: ['odd'] }, since: '2026-11-23T08:00:02Z' };
    const dry = await hub.call('POST', '/v1/replays', { json: { ...json, dryRun: true } });
    expect([dry.status, dry.body]).toEqual([200, { examined: 3, matched: 1, replayed: 1, pending: 0 }]);
    expect([hub.tasks, (await hub.call('GET', '/v1/deliveries')).body]).toEqual([[], { items: [] }]);
    expect((await hub.call('POST', '/v1/replays', { json })).body).toEqual(dry.body);
    await hub.work();
    expect(hub.sent.map(({ headers }) => headers['webhook-id'])).toEqual(['e3']);
  });

  it('goes on with the cursor until there is none', async () => {
    const hub = await withEvents(450);
    const sum = { examined: 0, replayed: 0 };
    let cursor: JsonObject[string] | undefined;
    let calls = 0;
    do {
      const json: object = { subscription: 'crm', ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await hub.call('POST', '/v1/replays', { json });
      sum.examined += Number(body.examined);
      sum.replayed += Number(body.replayed);
      cursor = body.cursor;
      calls++;
    } while (cursor !== undefined);
    expect(sum).toEqual({ examined: 450, replayed: 450 });
    expect(calls).toBeGreaterThan(1);
  });

  it('replays the dead of a range, and leaves what is pending alone', async () => {
    const hub = await withEvents(2);
    hub.answerWith({ kind: 'answer', status: 410, headers: {}, body: '', durationMs: 1 });
    await hub.call('POST', '/v1/replays', { json: { subscription: 'crm', state: 'missed' } });
    await hub.work();
    await hub.call('POST', '/v1/subscriptions/crm/resume');
    const json = { subscription: 'crm', state: 'dead', since: 0, until: Date.parse('2030-01-01') };
    expect((await hub.call('POST', '/v1/replays', { json })).body).toMatchObject({ examined: 2, replayed: 2 });
    expect((await hub.call('POST', '/v1/replays', { json })).body).toMatchObject({ examined: 0, replayed: 0 });
    expect((await hub.call('POST', '/v1/replays', { json: { subscription: 'crm' } })).body).toMatchObject({
      replayed: 0,
      pending: 2,
    });
  });

  it('does nothing for a disabled subscription but count', async () => {
    const hub = await withEvents(1);
    await hub.dispatch.subscriptions.disable('crm', 'gone');
    const answer = await hub.call('POST', '/v1/replays', { json: { subscription: 'crm' } });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'subscription_disabled']);
    const dry = await hub.call('POST', '/v1/replays', { json: { subscription: 'crm', dryRun: true } });
    expect(dry.body).toMatchObject({ matched: 1 });
  });

  it.each([
    [{ subscription: '' }, ['subscription: expected text of 1 to 1000 bytes.']],
    [
      { subscription: 'crm', dryrun: true },
      ['dryrun: unknown; known are subscription, pattern, since, until, state, dryRun, cursor.'],
    ],
    [{ subscription: 'crm', dryRun: 'true' }, ['dryRun: expected true or false.']],
    [{ subscription: 'crm', dryRun: null }, ['dryRun: expected true or false.']],
    [{ subscription: 'crm', state: 'pending' }, ['state: expected one of delivered, dead, cancelled, missed.']],
    [{ subscription: 'crm', pattern: 'a' }, ['pattern: expected a JSON object.']],
    [{ subscription: 'crm', since: 1.5 }, ['since: expected ISO 8601 with Z or an offset, or epoch milliseconds.']],
    [{ subscription: 'crm', since: 5, until: 5 }, ['until: expected a later time than since.']],
  ])('refuses %j', async (json, problems) => {
    const hub = createHub();
    await hub.register();
    const answer = await hub.call('POST', '/v1/replays', { json });
    expect([answer.status, codeOf(answer), problemsIn(answer)]).toEqual([400, 'invalid_request', problems]);
  });

  it('knows what it does not know', async () => {
    const hub = createHub();
    await hub.register();
    expect(codeOf(await hub.call('POST', '/v1/replays', { json: { subscription: 'nobody' } }))).toBe('not_found');
    expect(codeOf(await hub.call('POST', '/v1/replays', { json: { subscription: 'crm', cursor: 'x' } }))).toBe(
      'invalid_cursor',
    );
    const pattern = { type: [{ prefx: 'a' }] };
    const answer = await hub.call('POST', '/v1/replays', { json: { subscription: 'crm', pattern } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_pattern']);
    expect((answer.body.error as JsonObject).path).toMatch(/^type/);
  });
});

describe('POST /v1/patterns/test', () => {
  const test = (pattern: object, subject: object) =>
    createHub().call('POST', '/v1/patterns/test', { json: { pattern, event: subject } });

  it('says whether a pattern matches an event', async () => {
    expect((await test({ type: [{ prefix: 'bpms_' }] }, event())).body).toEqual({ match: true });
    expect((await test({ type: [{ prefix: 'chat_' }] }, event())).body).toEqual({ match: false });
  });

  it('reads numbers that JavaScript would round as events do', async () => {
    const body = '{"pattern":{"id":["12345678901234567891"]},"event":{"id":12345678901234567891}}';
    expect((await createHub().call('POST', '/v1/patterns/test', { body })).body).toEqual({ match: true });
  });

  it.each([{ type: 'a' }, { type: [] }, {}, { data: { a: [{ numeric: ['>', 'x'] }] } }, { a: 'x'.repeat(20_000) }])(
    'says where a pattern is wrong (%.40j)',
    async (pattern) => {
      const answer = await test(pattern, event());
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_pattern']);
      expect(answer.body.error).toHaveProperty('path');
    },
  );

  it('a pattern and an event as deep as they may be are no trouble', async () => {
    const nested = (levels: number, leaf: unknown): object => {
      let value: unknown = leaf;
      for (let i = 0; i < levels; i++) value = { a: value };
      return value as object;
    };
    expect((await test(nested(90, [1]), nested(90, 1))).body).toEqual({ match: true });
    expect(codeOf(await test(nested(120, [1]), {}))).toBe('invalid_pattern');
    expect(codeOf(await test(nested(130, [1]), {}))).toBe('invalid_request');
  });
});
