import type { AdminRequest } from '@dinghub/console';
import { createAdminHandler } from '../src/handler-admin';
import { httpEvent, TIMER_EVENT } from './http-event';

const context = { requestId: 'req', credentials: { accessKeyId: 'a', accessKeySecret: 's' } };
const bytes = (event: unknown) => Buffer.from(JSON.stringify(event));

async function requestOf(event: object): Promise<AdminRequest> {
  let seen: AdminRequest | undefined;
  const handler = createAdminHandler(async (request) => {
    seen = request;
    return { status: 201, headers: { 'content-type': 'application/json' }, body: '{}' };
  });
  expect(await handler(bytes(event), context)).toEqual({
    statusCode: 201,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    isBase64Encoded: false,
  });
  if (seen === undefined) throw new Error('It was not called.');
  return seen;
}

describe('the admin function’s handler', () => {
  it('translates an HTTP trigger: header names in lower case, the path as it was sent, the query as one text', async () => {
    const event = httpEvent({
      method: 'POST',
      path: '/v1/events/a%2Fb/replay',
      query: { subject: 'user/张 三&=', limit: '20', empty: '' },
      headers: { Authorization: 'Bearer t', 'X-Other': '1' },
      body: '{"名":"值"}',
    });
    const { rawQuery, body, ...rest } = await requestOf(event);
    expect(rest).toEqual({
      method: 'POST',
      path: '/v1/events/a%2Fb/replay',
      headers: { authorization: 'Bearer t', 'x-other': '1' },
      requestId: 'req',
    });
    expect(Object.fromEntries(new URLSearchParams(rawQuery))).toEqual({
      subject: 'user/张 三&=',
      limit: '20',
      empty: '',
    });
    expect(Buffer.from(body).toString()).toBe('{"名":"值"}');
  });

  it('translates API Gateway, where a number may stand for a text and nothing for no parameters', async () => {
    const event = { path: '/v1/events', httpMethod: 'get', headers: { authorization: 'Bearer t' }, body: null };
    expect(await requestOf({ ...event, queryParameters: { limit: 5 } })).toMatchObject({
      method: 'GET',
      rawQuery: 'limit=5',
      headers: { authorization: 'Bearer t' },
    });
    expect(await requestOf({ ...event, headers: null, queryParameters: null })).toMatchObject({
      rawQuery: '',
      headers: {},
    });
  });

  it('refuses what is no HTTP request', async () => {
    const never = createAdminHandler(async () => {
      throw new Error('must not be called');
    });
    await expect(never(bytes(TIMER_EVENT), context)).rejects.toThrow(/check its triggers/);
  });
});
