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
  'REST API 1.0': ({ method, path, query, headers, body }) => {
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
      requestContext: { stage: 'v1', httpMethod: method },
      body: body || null,
      isBase64Encoded: false,
    };
  },
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
