import { type EdgeRequest, type EdgeResponse, edgeContract } from '@dinghub/testkit';
import { createHandler } from '../src/handler';
import type { LambdaResponse } from '../src/response';

const context = { awsRequestId: 'req', getRemainingTimeInMillis: () => 5000 };
const upperCased = (headers: EdgeRequest['headers']) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Decodes one part of a query as the gateway does; what cannot be decoded it leaves as it is. */
const decode = (text: string) => [...new URLSearchParams(`x=${text}`).values()][0] ?? '';
const pairs = (query: string) =>
  query.split('&').flatMap((part) => {
    const [name = '', value = ''] = part.split('=', 2);
    return name ? [[name, decode(value)] as const] : [];
  });

/** Payload 1.0: query values decoded, of a repeated name all in one place and the last in the other. */
const payload1 = ({ method, path, query, headers, body }: EdgeRequest, stage: string) => {
  const all = pairs(query);
  const multi: Record<string, string[]> = {};
  for (const [name, value] of all) multi[name] = [...(multi[name] ?? []), value];
  return {
    resource: '/v1/dingtalk',
    path,
    httpMethod: method,
    headers: upperCased(headers),
    queryStringParameters: all.length ? Object.fromEntries(all) : null,
    multiValueQueryStringParameters: all.length ? multi : null,
    requestContext: { stage, httpMethod: method },
    body: body || null,
    isBase64Encoded: false,
  };
};

const shapes: Readonly<Record<string, (request: EdgeRequest) => object>> = {
  'HTTP API 2.0, plain body': ({ method, path, query, headers, body }) => ({
    version: '2.0',
    routeKey: 'POST /v1/dingtalk',
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: { stage: '$default', http: { method, path } },
    body,
    isBase64Encoded: false,
  }),
  'HTTP API 2.0 with a stage, base64 body': ({ method, path, query, headers, body }) => ({
    version: '2.0',
    rawPath: `/prod${path}`,
    rawQueryString: query,
    headers: upperCased(headers),
    requestContext: { stage: 'prod', http: { method, path } },
    ...(body === '' ? {} : { body: base64(body) }),
    isBase64Encoded: true,
  }),
  'a Function URL': ({ method, path, query, headers, body }) => ({
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: { domainName: 'x.lambda-url.us-east-1.on.aws', stage: '$default', http: { method, path } },
    body: base64(body),
    isBase64Encoded: true,
  }),
  'REST API 1.0': (request) => payload1(request, 'v1'),
  'REST API 1.0 below a base path': (request) => payload1({ ...request, path: `/hooks/eu${request.path}` }, 'v1'),
  'HTTP API 1.0 with a stage': (request) => ({
    version: '1.0',
    ...payload1({ ...request, path: `/v1${request.path}` }, 'v1'),
  }),
};

for (const [name, toEvent] of Object.entries(shapes)) {
  edgeContract({ describe, it, beforeAll, afterAll }, name, async (callback) => {
    const handler = createHandler(callback);
    return {
      async send(request): Promise<EdgeResponse> {
        const { statusCode, headers, body }: LambdaResponse = await handler(toEvent(request), context);
        return { status: statusCode, headers, body };
      },
    };
  });
}

describe('the Lambda handler', () => {
  const handler = createHandler(() => Promise.reject(new Error('must not be called')));

  it('takes two parameters, as the Node 24 runtime demands', () => {
    expect(handler.length).toBe(2);
  });

  it.each<[string, unknown]>([
    ['an SQS event', { Records: [{ eventSource: 'aws:sqs', body: 's3cret' }] }],
    ['a scheduled event', { source: 'aws.events', detail: { a: 's3cret' } }],
    [
      'an event of a load balancer',
      {
        httpMethod: 'POST',
        path: '/v1/dingtalk',
        body: 's3cret',
        requestContext: { elb: { targetGroupArn: 's3cret' } },
      },
    ],
    [
      'a question to an authorizer',
      { type: 'REQUEST', methodArn: 's3cret', httpMethod: 'POST', path: '/v1/dingtalk', requestContext: {} },
    ],
    [
      'a question to an authorizer of an HTTP API',
      { version: '2.0', routeArn: 's3cret', rawPath: '/v1/dingtalk', requestContext: { http: { method: 'POST' } } },
    ],
    ['a Function Compute event', { version: 'v1', rawPath: '/s3cret', queryParameters: {} }],
    ['an event of no shape', {}],
    ['null', null],
    ['a text', 's3cret'],
  ])('refuses %s loudly, and repeats nothing of what is in it', async (_, event) => {
    const failure = handler(event, context);
    await expect(failure).rejects.toThrow(/check its triggers/);
    await expect(failure).rejects.not.toThrow(/s3cret/);
  });
});

describe('the path of a request', () => {
  const paths: string[] = [];
  const handler = createHandler(async ({ path }) => {
    paths.push(path);
    return { status: 200, headers: {}, body: '' };
  });
  const http2 = (rawPath: string, stage: string) => ({
    version: '2.0',
    rawPath,
    requestContext: { stage, http: { method: 'POST' } },
  });
  const http1 = (path: string, stage: string) => ({
    version: '1.0',
    path,
    httpMethod: 'POST',
    requestContext: { stage },
  });
  const rest = (path: string, stage: string) => ({ path, httpMethod: 'POST', requestContext: { stage } });

  it.each<[string, object, string]>([
    ['has no stage', http2('/prod/v1/dingtalk/hr', 'prod'), '/v1/dingtalk/hr'],
    ['has no stage in payload 1.0 of an HTTP API either', http1('/prod/healthz', 'prod'), '/healthz'],
    ['keeps a v1 that is none of the stage of that name', http2('/v1/dingtalk', 'v1'), '/v1/dingtalk'],
    ['loses a stage called v1', http2('/v1/v1/dingtalk', 'v1'), '/v1/dingtalk'],
    ['keeps what only looks like a stage', rest('/v1/dingtalk', 'v1'), '/v1/dingtalk'],
    ['keeps an app called like the stage', http2('/v1/dingtalk/v1', 'v1'), '/v1/dingtalk/v1'],
    ['keeps an app called healthz', http2('/v1/dingtalk/healthz', '$default'), '/v1/dingtalk/healthz'],
    ['has no base path of a custom domain', http2('/hooks/eu/v1/dingtalk', '$default'), '/v1/dingtalk'],
    ['has none in a REST API', rest('/hooks/v1/dingtalk/hr', 'prod'), '/v1/dingtalk/hr'],
    ['has no stage before another path of version 1', http2('/prod/v1/events/e1', 'prod'), '/v1/events/e1'],
    ['is left alone where nothing of ours is in it', http2('/prod/secret', 'prod'), '/prod/secret'],
    ['is left alone below an app', http2('/x/v1/dingtalk/a/b', '$default'), '/x/v1/dingtalk/a/b'],
  ])('%s', async (_, event, expected) => {
    await handler(event, context);
    expect(paths.pop()).toBe(expected);
  });
});
