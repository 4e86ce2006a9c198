import { randomBytes } from 'node:crypto';
import { type AdminRequest, createAdminApi } from '@dinghub/console';
import { ConfigError, silentLogger } from '@dinghub/core';
import { createDispatch } from '@dinghub/core/dispatch';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { recordingLogger } from '@dinghub/testkit';
import { fetchAdminToken } from '../src/admin-token';
import { createAdminHandler } from '../src/handler-admin';
import { sendNothing } from '../src/send-nothing';
import { contextWith, expectRefusal } from './invocation';

const context = contextWith(29_000);
const seen: AdminRequest[] = [];
const echo = createAdminHandler({
  logger: silentLogger,
  api: async () => async (request) => {
    seen.push(request);
    return { status: 200, headers: {}, body: '' };
  },
});
const httpApi = {
  version: '2.0',
  rawPath: '/v1/subscriptions',
  rawQueryString: 'limit=2&x=%2B%20&x=2',
  headers: { authorization: 'Bearer t', 'X-Odd': '1' },
  requestContext: { stage: '$default', http: { method: 'POST' } },
  body: Buffer.from('{"a":"审批"}').toString('base64'),
  isBase64Encoded: true,
};

describe('the handler of the admin API', () => {
  beforeEach(() => {
    seen.length = 0;
  });

  it('hands over an HTTP API’s request: raw query, headers in lower case, body without base64', async () => {
    await echo(httpApi, context);
    const [request] = seen;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/subscriptions',
      rawQuery: 'limit=2&x=%2B%20&x=2',
      headers: { authorization: 'Bearer t', 'x-odd': '1' },
      requestId: 'req',
    });
    expect(Buffer.from(request?.body ?? '').toString()).toBe('{"a":"审批"}');
  });

  it('hands over a REST API’s request with all values of its query', async () => {
    await echo(
      {
        httpMethod: 'GET',
        path: '/v1/events',
        headers: { Authorization: 'Bearer t' },
        queryStringParameters: { x: '2', q: 'a b+c' },
        multiValueQueryStringParameters: { x: ['1', '2'], q: ['a b+c'] },
        requestContext: { stage: 'v1' },
        body: null,
        isBase64Encoded: false,
      },
      context,
    );
    expect(seen[0]).toMatchObject({ rawQuery: 'x=1&x=2&q=a+b%2Bc', headers: { authorization: 'Bearer t' }, body: '' });
  });

  it('answers 503 while the token cannot be read, logs no detail, and recovers', async () => {
    const logger = recordingLogger();
    let isDown = true;
    const handler = createAdminHandler({
      logger,
      api: async () => {
        if (isDown) throw new Error('s3cret');
        return async () => ({ status: 204, headers: {}, body: '' });
      },
    });
    const { statusCode, body } = await handler(httpApi, context);
    expect([statusCode, (JSON.parse(body) as { error: object }).error]).toEqual([
      503,
      expect.objectContaining({ code: 'admin_token_unavailable', requestId: 'req' }),
    ]);
    expect(logger.lines).toEqual([{ code: 'admin_token_unavailable', requestId: 'req', error: 'Error' }]);
    isDown = false;
    expect((await handler(httpApi, context)).statusCode).toBe(204);
  });

  it('is the console’s API: nobody gets in without the token', async () => {
    const dispatch = createDispatch({
      store: createMemoryRecordStore(),
      queue: { maxDelayMs: 0, enqueue: async () => {} },
      send: sendNothing,
      clock: Date.now,
      random: randomBytes,
      logger: silentLogger,
      retentionDays: 1,
    });
    const api = createAdminApi({ dispatch, token: 'a-long-enough-token', clock: Date.now, logger: silentLogger });
    const handler = createAdminHandler({ api: async () => api, logger: silentLogger });
    const get = (authorization: string) =>
      handler(
        {
          ...httpApi,
          rawQueryString: '',
          headers: { authorization },
          requestContext: { http: { method: 'GET' } },
          body: '',
        },
        context,
      );
    expect((await get('Bearer a-long-enough-toker')).statusCode).toBe(401);
    const { statusCode, body } = await get('Bearer a-long-enough-token');
    expect([statusCode, JSON.parse(body)]).toEqual([200, { items: [] }]);
  });

  it.each([
    ['an SQS event', { Records: [{ eventSource: 'aws:sqs', body: 's3cret' }] }],
    ['null', null],
  ])('refuses %s', async (_, foreign) => {
    await expectRefusal(() => echo(foreign, context));
  });
});

describe('the admin token', () => {
  const parameters = (value: string) => async () => new Map([['/dinghub/dev/admin-token', value]]);
  const env = { DINGHUB_ADMIN_TOKEN: '/dinghub/dev/admin-token' };

  it('is the value of the parameter that the environment names', async () => {
    expect(await fetchAdminToken(env, parameters('sixteen-letters!'))).toBe('sixteen-letters!');
  });

  it('is none where the environment names none', async () => {
    expect(await fetchAdminToken({ DINGHUB_ADMIN_TOKEN: '' }, () => Promise.reject(new Error()))).toBeUndefined();
  });

  it.each(['', 'fifteen-letters'])('is refused when it is too short', async (value) => {
    await expect(fetchAdminToken(env, parameters(value))).rejects.toThrow(ConfigError);
  });
});
