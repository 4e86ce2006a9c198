import { signCallback } from '@dinghub/testkit';

/** What an HTTP trigger of Function Compute 3.0 hands over. */
export function httpEvent(request: {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}) {
  const { method, path, query = {}, headers = {}, body = '' } = request;
  return {
    version: 'v1',
    rawPath: path,
    headers,
    queryParameters: query,
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      accountId: '1234567890',
      domainName: 'x.cn-hangzhou.fcapp.run',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.1', userAgent: '' },
      requestId: 'req',
      timeEpoch: '1763900000000',
    },
  };
}

/** A callback of DingTalk's for the app of the testkit. */
export function callbackEvent(body: object, change: Parameters<typeof signCallback>[1] = {}) {
  const { query, body: sealed } = signCallback(body, change);
  return httpEvent({ method: 'POST', path: '/v1/dingtalk', query, body: sealed });
}

/** What the timer trigger hands over. */
export const TIMER_EVENT = { triggerTime: '2026-11-26T08:00:00Z', triggerName: 'minute', payload: '{}' };
