import { createCallbackHandler, createEventLog, silentLogger } from '@dinghub/core';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import {
  type EdgeRequest,
  type EdgeResponse,
  edgeContract,
  openReply,
  signCallback,
  TEST_APPS,
} from '@dinghub/testkit';
import { createHandler } from '../src/handler';

const credentials = { accessKeyId: 'a', accessKeySecret: 's', securityToken: 't' };
const context = { requestId: 'req', credentials, function: { timeout: 5 } };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const bytes = (event: unknown) => Buffer.from(JSON.stringify(event));

/** Decodes a query as the gateways do; values of a repeated name are joined with commas. */
function joined(query: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    values[name] = values[name] === undefined ? value : `${values[name]},${value}`;
  }
  return values;
}

/** What looks like a number comes as one from API Gateway. */
const numbers = (query: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, /^[1-9]\d{0,14}$/.test(value) ? Number(value) : value]),
  );

const httpTrigger = ({ method, path, query, headers }: EdgeRequest, body: string, isBase64Encoded: boolean) => ({
  version: 'v1',
  rawPath: path,
  headers,
  queryParameters: joined(query),
  body,
  isBase64Encoded,
  requestContext: {
    accountId: '1234567890',
    domainName: 'x.cn-hangzhou.fcapp.run',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.1', userAgent: '' },
    requestId: 'req',
    timeEpoch: '1763900000000',
  },
});

const shapes: Readonly<Record<string, (request: EdgeRequest) => object>> = {
  'an HTTP trigger, plain body': (request) => httpTrigger(request, request.body, false),
  'an HTTP trigger, base64 body': (request) => httpTrigger(request, base64(request.body), true),
  'API Gateway, base64 body': ({ method, path, query, headers, body }) => ({
    path,
    httpMethod: method,
    headers,
    queryParameters: numbers(joined(query)),
    pathParameters: {},
    body: base64(body),
    isBase64Encoded: true,
  }),
  'API Gateway, plain body': ({ method, path, query, headers, body }) => ({
    path,
    httpMethod: method,
    headers,
    queryParameters: query ? joined(query) : null,
    pathParameters: {},
    body: body || null,
    isBase64Encoded: false,
  }),
};

for (const [name, toEvent] of Object.entries(shapes)) {
  edgeContract({ describe, it, beforeAll, afterAll }, name, async (callback) => {
    const handler = createHandler(callback);
    return {
      async send(request): Promise<EdgeResponse> {
        const { statusCode, headers, body } = await handler(bytes(toEvent(request)), context);
        return { status: statusCode, headers, body };
      },
    };
  });
}

describe('the Function Compute handler', () => {
  const never = createHandler(async () => {
    throw new Error('must not be called');
  });

  const trigger = httpTrigger({ method: 'POST', path: '/s3cret', query: '', headers: {}, body: '' }, '', false);
  it.each<[string, Uint8Array]>([
    ['a timer event', bytes({ triggerTime: '2026-11-24T00:00:00Z', triggerName: 'tick', payload: 's3cret' })],
    ['an event of AWS API Gateway', bytes({ path: '/s3cret', httpMethod: 'POST', requestContext: {}, body: null })],
    ['an HTTP API event of AWS', bytes({ version: '2.0', rawPath: '/s3cret', requestContext: { http: {} } })],
    ['a Tablestore trigger’s CBOR', Buffer.from([0xa2, 0x67, 0x56, 0x65, 0x72])],
    ['an HTTP trigger’s event whose body is no text', bytes({ ...trigger, body: { encrypt: 's3cret' } })],
    ['an HTTP trigger’s event whose body is a number', bytes({ ...trigger, body: 5, isBase64Encoded: true })],
    ['API Gateway’s event whose body is no text', bytes({ path: '/s3cret', httpMethod: 'POST', body: ['s3cret'] })],
    ['an event of no shape', bytes({})],
    ['null', bytes(null)],
    ['a text', bytes('s3cret')],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s loudly, and repeats nothing of what is in it', async (_, event) => {
    await expect(never(event, context)).rejects.toThrow(/check its triggers/);
    await expect(never(event, context)).rejects.not.toThrow(/s3cret/);
  });

  it('opens what API Gateway hands over: a numeric timestamp, a form’s content type, a JSON body in base64', async () => {
    const store = createMemoryRecordStore();
    const clock = () => 1_763_900_000_000;
    const events = createEventLog({ store, clock, retentionDays: 1 });
    const random = (size: number) => new Uint8Array(size).fill(4);
    const apps = async () => TEST_APPS;
    const callback = createCallbackHandler({ apps, events, clock, random, logger: silentLogger });
    const { query, body } = signCallback({ EventType: 'user_add_org', UserId: ['u1'], eventId: 'gw' });
    const event = {
      path: '/v1/dingtalk',
      httpMethod: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      queryParameters: { ...query, timestamp: Number(query.timestamp) },
      pathParameters: {},
      body: base64(body),
      isBase64Encoded: true,
    };
    const answer = await createHandler(callback)(bytes(event), context);
    expect([answer.statusCode, openReply(answer.body)]).toEqual([200, 'success']);
    expect((await events.get('gw'))?.event.type).toBe('user_add_org');
  });
});
