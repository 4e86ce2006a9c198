import { type JsonObject, normaliseDingTalkBody } from '@dinghub/core';
import { codeOf, createHub, itemsOf, START } from '../hub';

const bodyOf = (...rows: readonly (readonly [type: number, id: string, data: JsonObject, corp?: string])[]) => ({
  EventType: 'SYNC_HTTP_PUSH_HIGH',
  bizData: rows.map(([type, id, data, corp = 'dingcorp'], i) => ({
    ...{ gmt_create: START, gmt_modified: START + i, biz_type: type, open_cursor: 0, subscribe_id: '1001_0', id: i },
    ...{ biz_id: id, biz_data: JSON.stringify(data), corp_id: corp, status: 0 },
  })),
});

/** A hub that has received and dispatched SyncHTTP pushes of the app `suite`. */
async function withPushes(...bodies: readonly JsonObject[]) {
  const hub = createHub();
  for (const body of bodies) {
    await hub.dispatch.publish(normaliseDingTalkBody(body, { app: 'suite', receivedAt: START }));
  }
  await hub.work();
  return hub;
}

const auth = (corp: string, syncAction = 'org_suite_auth') =>
  [4, corp, { syncAction, permanent_code: 'the-code' }, corp] as const;

describe('GET /v1/suites/{app}/ticket', () => {
  it('gives the newest ticket to who holds the admin token, and to nobody else', async () => {
    const hub = await withPushes(bodyOf([2, '1001', { syncAction: 'suite_ticket', suiteTicket: 'the-ticket' }]));
    expect(await hub.call('GET', '/v1/suites/suite/ticket')).toMatchObject({
      status: 200,
      body: { suiteTicket: 'the-ticket', at: '2026-11-23T08:00:00.000Z' },
    });
    const refused = await hub.call('GET', '/v1/suites/suite/ticket', { headers: { authorization: 'Bearer wrong' } });
    expect(refused.status).toBe(401);
    expect(refused.text).not.toContain('the-ticket');
    expect(JSON.stringify(hub.log)).not.toContain('the-ticket');
  });

  it('answers 404 where there is none, for another app, and for a name that none can have', async () => {
    const hub = await withPushes(bodyOf([2, '1001', { syncAction: 'suite_ticket', suiteTicket: 'the-ticket' }]));
    for (const app of ['other', 'x'.repeat(990), '%F0%9F%98%80', 'suite%23rows%23dingcorp', 'suite%23organisations']) {
      const answer = await hub.call('GET', `/v1/suites/${app}/ticket`);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    }
  });
});

describe('GET /v1/suites/{app}/organisations', () => {
  it('lists who authorised the app and who took it back, page by page, without the codes', async () => {
    const hub = await withPushes(
      bodyOf(auth('dinga'), auth('dingb'), auth('dingb', 'org_suite_relieve'), auth('dingc')),
    );
    const first = await hub.call('GET', '/v1/suites/suite/organisations?limit=2');
    expect(itemsOf(first).map(({ corpId, state }) => [corpId, state])).toEqual([
      ['dinga', 'authorised'],
      ['dingb', 'relieved'],
    ]);
    expect(first.text).not.toContain('the-code');
    const [organisation] = itemsOf(first);
    expect(organisation).toMatchObject({ at: '2026-11-23T08:00:00.000Z', eventType: 'org_suite_auth' });
    const event = await hub.call('GET', `/v1/events/${organisation?.eventId}`);
    expect(event.text).toContain('the-code');
    const cursor = encodeURIComponent(String(first.body.cursor));
    const second = await hub.call('GET', `/v1/suites/suite/organisations?limit=2&cursor=${cursor}`);
    expect(itemsOf(second).map(({ corpId }) => corpId)).toEqual(['dingc']);
  });

  it('is empty for an app that has none, and refuses a cursor of its own making', async () => {
    const hub = createHub();
    expect((await hub.call('GET', '/v1/suites/any/organisations')).body).toEqual({ items: [] });
    expect(codeOf(await hub.call('GET', '/v1/suites/any/organisations?cursor=mine'))).toBe('invalid_cursor');
  });
});

describe('PUT and DELETE /v1/suites/{app}/organisations/{corpId}', () => {
  const path = '/v1/suites/suite/organisations/dingx';
  const listed = async (hub: ReturnType<typeof createHub>) =>
    itemsOf(await hub.call('GET', '/v1/suites/suite/organisations'));

  it('names an organisation that the hub could not hear of, and forgets it', async () => {
    const hub = createHub();
    expect((await hub.call('PUT', path)).status).toBe(204);
    expect((await hub.call('PUT', path)).status).toBe(204);
    expect(await listed(hub)).toEqual([{ corpId: 'dingx', state: 'authorised', at: '2026-11-23T08:00:00.000Z' }]);
    expect((await hub.call('DELETE', path)).status).toBe(204);
    expect(await listed(hub)).toEqual([]);
    expect(codeOf(await hub.call('DELETE', path))).toBe('not_found');
  });

  it('lets what DingTalk says later count', async () => {
    const hub = createHub();
    await hub.call('PUT', path);
    hub.advance(60_000);
    const [, , ...relieve] = auth('dingx', 'org_suite_relieve');
    const body = bodyOf([4, 'dingx', ...relieve]);
    const later = { ...body, bizData: body.bizData.map((row) => ({ ...row, gmt_modified: START + 60_000 })) };
    await hub.dispatch.publish(normaliseDingTalkBody(later, { app: 'suite', receivedAt: START + 60_000 }));
    await hub.work();
    expect(await listed(hub)).toMatchObject([{ corpId: 'dingx', state: 'relieved', eventType: 'org_suite_relieve' }]);
  });

  it('has no organisation of a name that none can have', async () => {
    const hub = createHub();
    const names = ['x'.repeat(400), '%2e%2e', '.', 'ding%00x', 'ding%0a', '%20ding'];
    const odds = [...names.map((name) => `/v1/suites/suite/organisations/${name}`), '/v1/suites/a%23b/organisations/c'];
    for (const odd of odds) {
      expect((await hub.call('PUT', odd)).status).toBe(404);
      expect((await hub.call('DELETE', odd)).status).toBe(404);
    }
  });
});

describe('GET /v1/suites/{app}/organisations/{corpId}/rows', () => {
  const user = (id: string, name: string) => [13, id, { syncAction: 'user_modify_org', userid: id, name }] as const;
  const department = (id: string) => [14, id, { syncAction: 'org_dept_modify', id }] as const;

  it('lists the newest row of each thing as it was sent', async () => {
    const hub = await withPushes(bodyOf(user('u1', 'before'), user('u1', 'after'), department('d1')));
    const { body } = await hub.call('GET', '/v1/suites/suite/organisations/dingcorp/rows');
    expect(itemsOf({ body })).toEqual([
      expect.objectContaining({
        ...{ bizType: 13, bizId: 'u1', subscribeId: '1001_0', modifiedAt: '2026-11-23T08:00:00.001Z' },
        ...{
          eventType: 'user_modify_org',
          row: expect.objectContaining({ biz_data: expect.stringContaining('after') }),
        },
      }),
      expect.objectContaining({ bizType: 14, bizId: 'd1' }),
    ]);
  });

  it('can be of one biz_type, whatever else there is', async () => {
    const hub = await withPushes(
      bodyOf(...Array.from({ length: 120 }, (_, i) => user(`u${i}`, 'n')), department('d1')),
    );
    const answer = await hub.call('GET', '/v1/suites/suite/organisations/dingcorp/rows?bizType=14&limit=10');
    expect(itemsOf(answer).map(({ bizId }) => bizId)).toEqual(['d1']);
    expect(codeOf(await hub.call('GET', '/v1/suites/suite/organisations/dingcorp/rows?bizType=x'))).toBe(
      'invalid_request',
    );
  });

  it('is empty for an organisation without rows, and 404 for a corpId that none can have', async () => {
    const hub = createHub();
    expect((await hub.call('GET', '/v1/suites/suite/organisations/dingx/rows')).body).toEqual({ items: [] });
    expect((await hub.call('GET', `/v1/suites/suite/organisations/${'x'.repeat(400)}/rows`)).status).toBe(404);
  });
});
